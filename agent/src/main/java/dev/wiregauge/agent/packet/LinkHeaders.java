package dev.wiregauge.agent.packet;

import java.util.Optional;

/// Takes apart what comes before the IP header: Ethernet, tags, labels, ARP, pseudo headers.
final class LinkHeaders {
    private LinkHeaders() {}

    static Protocol ethernet(Walk walk) {
        if (!walk.has(Protocol.ETHERNET, 14)) {
            return Protocol.END;
        }
        int etherType = walk.u16(12);
        walk.layers.add(new Layer.Ethernet(walk.offset(), walk.mac(0), walk.mac(6), etherType));
        walk.position += 14;
        return ofEtherType(walk, etherType);
    }

    static Protocol vlan(Walk walk) {
        int tagProtocol = walk.etherType;
        if (!walk.has(Protocol.VLAN, 4)) {
            return Protocol.END;
        }
        int control = walk.u16(0);
        int etherType = walk.u16(2);
        walk.layers.add(
                new Layer.Vlan(
                        walk.offset(), tagProtocol, control >>> 13, control & 0xFFF, etherType));
        walk.position += 4;
        return ofEtherType(walk, etherType);
    }

    static Protocol linuxCooked(Walk walk) {
        if (!walk.has(Protocol.LINUX_SLL, 16)) {
            return Protocol.END;
        }
        int etherType = walk.u16(14);
        walk.layers.add(
                new Layer.LinuxCooked(
                        walk.offset(), 1, walk.u16(0), walk.u16(2), Optional.empty(), etherType));
        walk.position += 16;
        return ofEtherType(walk, etherType);
    }

    static Protocol linuxCooked2(Walk walk) {
        if (!walk.has(Protocol.LINUX_SLL2, 20)) {
            return Protocol.END;
        }
        int etherType = walk.u16(0);
        walk.layers.add(
                new Layer.LinuxCooked(
                        walk.offset(),
                        2,
                        walk.u8(10),
                        walk.u16(8),
                        Optional.of((int) walk.u32(4)),
                        etherType));
        walk.position += 20;
        return ofEtherType(walk, etherType);
    }

    /// The family is in the byte order of the machine that wrote the file (LINKTYPE_NULL) or of the
    /// network (LINKTYPE_LOOP); no family is large enough for the two to be confused.
    static Protocol bsdLoopback(Walk walk) {
        if (!walk.has(Protocol.BSD_LOOPBACK, 4)) {
            return Protocol.END;
        }
        int family = bsdFamily((int) walk.u32(0));
        walk.layers.add(new Layer.BsdLoopback(walk.offset(), family));
        walk.position += 4;
        return ofBsdFamily(family);
    }

    static int bsdFamily(int word) {
        return (word & 0xFFFF) == 0 ? Integer.reverseBytes(word) : word;
    }

    static Protocol ofBsdFamily(int family) {
        return switch (family) {
            case 2 -> Protocol.IPV4;
            // Linux, NetBSD, FreeBSD and macOS each have a number of their own for IPv6
            case 10, 24, 28, 30 -> Protocol.IPV6;
            default -> Protocol.DATA;
        };
    }

    static Protocol rawIp(Walk walk) {
        if (!walk.has(Protocol.RAW_IP, 1)) {
            return Protocol.END;
        }
        return switch (walk.u8(0) >>> 4) {
            case 4 -> Protocol.IPV4;
            case 6 -> Protocol.IPV6;
            default -> {
                walk.forbidden(Protocol.RAW_IP, "version", walk.u8(0) >>> 4);
                yield Protocol.DATA;
            }
        };
    }

    /// MPLS does not say what it carries; the first half byte tells IP from pseudowires (RFC 4928).
    static Protocol mpls(Walk walk) {
        if (!walk.has(Protocol.MPLS, 4)) {
            return Protocol.END;
        }
        int entry = (int) walk.u32(0);
        boolean bottom = (entry & 0x100) != 0;
        walk.layers.add(
                new Layer.Mpls(walk.offset(), entry >>> 12, entry >>> 9 & 7, bottom, entry & 255));
        walk.position += 4;
        if (!bottom) {
            return Protocol.MPLS;
        }
        if (walk.capturedBytes() < 1) {
            return Protocol.DATA;
        }
        return behindMpls(walk.u8(0));
    }

    static Protocol behindMpls(int firstByte) {
        return switch (firstByte >>> 4 & 15) {
            case 4 -> Protocol.IPV4;
            case 6 -> Protocol.IPV6;
            default -> Protocol.DATA;
        };
    }

    static Protocol arp(Walk walk) {
        if (!walk.has(Protocol.ARP, 8)) {
            return Protocol.END;
        }
        if (!isEthernetArp(walk.bytes, walk.position)) {
            return Protocol.DATA;
        }
        if (!walk.has(Protocol.ARP, 28)) {
            return Protocol.END;
        }
        walk.layers.add(
                new Layer.Arp(
                        walk.offset(),
                        walk.u16(6),
                        walk.mac(8),
                        walk.ipv4Address(14),
                        walk.mac(18),
                        walk.ipv4Address(24)));
        walk.position += 28;
        return Protocol.END;
    }

    /// Whether it binds IPv4 addresses to Ethernet's: the only ARP there is in practice.
    static boolean isEthernetArp(byte[] bytes, int at) {
        return BigEndian.i32(bytes, at) == 0x0001_0800 && BigEndian.u16(bytes, at + 4) == 0x0604;
    }

    static Protocol ofEtherType(Walk walk, int etherType) {
        walk.etherType = etherType;
        return ofEtherType(etherType);
    }

    static Protocol ofEtherType(int etherType) {
        return switch (etherType) {
            case 0x0800 -> Protocol.IPV4;
            case 0x86DD -> Protocol.IPV6;
            case 0x0806 -> Protocol.ARP;
            case 0x8100, 0x88A8, 0x9100 -> Protocol.VLAN;
            case 0x8847, 0x8848 -> Protocol.MPLS;
            default -> Protocol.DATA;
        };
    }
}
