package dev.wiregauge.agent.packet;

/// The fast path: finds in a frame what the verdicts need, without allocating anything.
///
/// Follows the same headers by the same rules as [Decoder], which the tests hold it to on every
/// frame of the corpora and of the fuzzer; it keeps only the first and the last IP header. One
/// object for each thread.
public final class HeaderScan extends ScanCursor {
    private static final int IPV6_FIXED_BYTES = 40;
    private static final int MAX_EXTENSIONS = 16;

    private final TunnelPorts ports;

    public HeaderScan(TunnelPorts ports) {
        this.ports = ports;
    }

    /// Looks into one frame; the arguments are those of [Decoder#decode].
    public void scan(LinkType link, byte[] frame, int start, int captured, int wire) {
        begin(frame, start, captured, wire);
        run(Decoder.first(link));
    }

    private void run(Protocol first) {
        Protocol next = first;
        int layers = 0;
        while (next != Protocol.END && next != Protocol.DATA) {
            if (layers++ == Walk.MAX_LAYERS) {
                faulty = true;
                return;
            }
            next =
                    switch (next) {
                        case ETHERNET -> link(14, 12);
                        case VLAN -> link(4, 2);
                        case LINUX_SLL -> link(16, 14);
                        case LINUX_SLL2 -> link(20, 0);
                        case BSD_LOOPBACK -> bsdLoopback();
                        case RAW_IP -> rawIp();
                        case MPLS -> mpls();
                        case IPV4 -> ipv4();
                        case IPV6 -> ipv6();
                        case AH -> ah();
                        case TCP -> tcp();
                        case UDP -> udp();
                        case ICMP, ICMPV6 -> icmp();
                        case GRE -> gre();
                        case ERSPAN -> erspan();
                        case VXLAN -> vxlan(false);
                        case VXLAN_GPE -> vxlan(true);
                        case GENEVE -> geneve();
                        case WIREGUARD -> wireGuard();
                        case ESP -> esp();
                        case ARP -> arp();
                        case DATA, END -> Protocol.END;
                    };
        }
    }

    private Protocol link(int headerBytes, int typeAt) {
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        int etherType = BigEndian.u16(bytes, at + typeAt);
        at += headerBytes;
        return LinkHeaders.ofEtherType(etherType);
    }

    private Protocol bsdLoopback() {
        if (!has(4)) {
            return Protocol.END;
        }
        int family = LinkHeaders.bsdFamily(BigEndian.i32(bytes, at));
        at += 4;
        return LinkHeaders.ofBsdFamily(family);
    }

    private Protocol rawIp() {
        if (!has(1)) {
            return Protocol.END;
        }
        int version = BigEndian.u8(bytes, at) >>> 4;
        if (version == 4) {
            return Protocol.IPV4;
        }
        return version == 6 ? Protocol.IPV6 : forbidden();
    }

    private Protocol mpls() {
        if (!has(4)) {
            return Protocol.END;
        }
        boolean bottom = (bytes[at + 2] & 1) != 0;
        at += 4;
        if (!bottom) {
            return Protocol.MPLS;
        }
        return at < capturedEnd ? LinkHeaders.behindMpls(bytes[at]) : Protocol.END;
    }

    private Protocol arp() {
        if (has(8) && LinkHeaders.isEthernetArp(bytes, at)) {
            has(28);
        }
        return Protocol.END;
    }

    private Protocol ipv4() {
        if (!has(20)) {
            return Protocol.END;
        }
        int first = BigEndian.i32(bytes, at);
        int headerBytes = (first >>> 24 & 15) * 4;
        if (first >>> 28 != 4 || headerBytes < 20) {
            return forbidden();
        }
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        int room = wireEnd - at;
        int totalBytes = first & 0xFFFF;
        if (totalBytes == 0) {
            lengthFromFrame = true;
            totalBytes = room;
        }
        if (totalBytes < headerBytes) {
            return forbidden();
        }
        if (totalBytes > room) {
            missing();
        }
        int fragment = BigEndian.u16(bytes, at + 6);
        note(totalBytes, bytes[at + 9] & 255, (fragment & 0x1FFF) * 8, (fragment & 0x2000) != 0);
        limit(totalBytes);
        at += headerBytes;
        return payload();
    }

    private void note(int totalBytes, int next, int offset, boolean more) {
        innerAt = at;
        innerBytes = totalBytes;
        protocol = next;
        fragmentOffset = offset;
        moreFragments = more;
        if (ipHeaders++ == 0) {
            outerAt = at;
            outerBytes = totalBytes;
            outerProtocol = next;
            outerFragment = more || offset > 0;
        } else if (tunnel == TunnelKind.NONE) {
            tunnel = TunnelKind.IPIP;
        }
    }

    private Protocol payload() {
        if (fragmentOffset > 0) {
            return Protocol.END;
        }
        partial |= moreFragments;
        return IpHeaders.ofNumber(protocol);
    }

    private Protocol ipv6() {
        if (!has(IPV6_FIXED_BYTES)) {
            return Protocol.END;
        }
        if (BigEndian.u8(bytes, at) >>> 4 != 6) {
            return forbidden();
        }
        int room = wireEnd - at;
        int next = bytes[at + 6] & 255;
        int payloadBytes = BigEndian.u16(bytes, at + 4);
        boolean fromFrame = payloadBytes == 0 && next != 59;
        int totalBytes = fromFrame ? room : IPV6_FIXED_BYTES + payloadBytes;
        if (totalBytes > room) {
            missing();
        }
        limit(totalBytes);
        return ipv6Extensions(next, totalBytes, fromFrame);
    }

    private Protocol ipv6Extensions(int firstNext, int saidBytes, boolean fromFrame) {
        int next = firstNext;
        int headerBytes = IPV6_FIXED_BYTES;
        int totalBytes = saidBytes;
        int offset = 0;
        boolean more = false;
        boolean whole = true;
        int count = 0;
        while (IpHeaders.isExtension(next) && offset == 0 && whole) {
            if (count++ == MAX_EXTENSIONS) {
                faulty = true;
                whole = false;
            } else if (has(headerBytes + 8)
                    && has(headerBytes + extensionBytes(next, headerBytes))) {
                int here = at + headerBytes;
                int size = extensionBytes(next, headerBytes);
                if (next == 44) {
                    int field = BigEndian.u16(bytes, here + 2);
                    offset = field & 0xFFF8;
                    more = (field & 1) != 0;
                } else if (next == 0 && fromFrame) {
                    totalBytes = IpHeaders.jumboTotal(bytes, here, size, totalBytes);
                }
                next = bytes[here] & 255;
                headerBytes += size;
            } else {
                whole = false;
            }
        }
        lengthFromFrame |= fromFrame;
        note(totalBytes, next, offset, more);
        limit(totalBytes);
        at += headerBytes;
        return whole ? payload() : Protocol.END;
    }

    private int extensionBytes(int next, int headerBytes) {
        return next == 44 ? 8 : 8 + 8 * BigEndian.u8(bytes, at + headerBytes + 1);
    }

    private Protocol ah() {
        if (!has(12)) {
            return Protocol.END;
        }
        int headerBytes = (BigEndian.u8(bytes, at + 1) + 2) * 4;
        if (headerBytes < 12) {
            return forbidden();
        }
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        protocol = bytes[at] & 255;
        at += headerBytes;
        return IpHeaders.ofNumber(protocol);
    }

    private void transport() {
        transportAt = at;
        transportBytes = wireEnd - at;
        transportCaptured = capturedEnd - at;
    }

    private Protocol tcp() {
        if (!has(20)) {
            return Protocol.END;
        }
        int headerBytes = (BigEndian.u8(bytes, at + 12) >>> 4) * 4;
        if (headerBytes < 20) {
            return forbidden();
        }
        has(headerBytes);
        transport();
        return Protocol.END;
    }

    private Protocol icmp() {
        if (has(8)) {
            transport();
        }
        return Protocol.END;
    }

    private Protocol udp() {
        if (!has(8)) {
            return Protocol.END;
        }
        transport();
        int lengthBytes = BigEndian.u16(bytes, at + 4);
        if (lengthBytes != 0) {
            if (lengthBytes < 8) {
                return forbidden();
            }
            if (lengthBytes > wireEnd - at) {
                missing();
            }
            limit(lengthBytes);
        }
        int source = BigEndian.u16(bytes, at);
        int destination = BigEndian.u16(bytes, at + 2);
        at += 8;
        return ports.inside(source, destination, bytes, at, capturedEnd - at, wireEnd - at);
    }

    /// The header at hand is a tunnel's: what was taken for the packet's own transport is outer.
    private void enter(TunnelKind kind, int network) {
        if (tunnel == TunnelKind.NONE) {
            tunnel = kind;
            vni = network;
            outerTransportAt = ipHeaders == 1 ? transportAt : ABSENT;
        } else if (vni == ABSENT) {
            vni = network;
        }
        tunnelCount++;
    }

    private Protocol carry(Protocol next) {
        if (next != Protocol.DATA) {
            transportAt = ABSENT;
        }
        return next;
    }

    private Protocol gre() {
        if (!has(4)) {
            return Protocol.END;
        }
        int flags = BigEndian.u16(bytes, at);
        int version = flags & 7;
        if (version > 1 || (flags & 0x4000) != 0) {
            return forbidden();
        }
        boolean acknowledgement = version == 1 && (flags & 0x80) != 0;
        boolean checksum = version == 0 && (flags & 0x8000) != 0;
        int optional = Integer.bitCount(flags & 0x3000);
        int headerBytes = 4 + 4 * (optional + (checksum ? 1 : 0) + (acknowledgement ? 1 : 0));
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        int etherType = BigEndian.u16(bytes, at + 2);
        TunnelKind kind = version == 0 ? TunnelHeaders.greKind(etherType, flags) : TunnelKind.GRE;
        int keyAt = at + (checksum ? 8 : 4);
        enter(kind, kind == TunnelKind.NVGRE ? BigEndian.i32(bytes, keyAt) >>> 8 : ABSENT);
        at += headerBytes;
        return version == 1
                ? Protocol.END
                : TunnelHeaders.greCarries(etherType, (flags & 0x1000) != 0);
    }

    private Protocol erspan() {
        if (!has(8)) {
            return Protocol.END;
        }
        int version = BigEndian.u8(bytes, at) >>> 4;
        if (version != 1 && version != 2) {
            return forbidden();
        }
        int headerBytes = version == 1 ? 8 : 12;
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        if (version == 2 && (bytes[at + 11] & 1) != 0) {
            headerBytes += 8;
            if (!has(headerBytes)) {
                return Protocol.END;
            }
        }
        at += headerBytes;
        return Protocol.ETHERNET;
    }

    private Protocol vxlan(boolean gpe) {
        if (!has(8)) {
            return Protocol.END;
        }
        int flags = bytes[at];
        if ((flags & 8) == 0) {
            return forbidden();
        }
        enter(TunnelKind.VXLAN, BigEndian.i32(bytes, at + 4) >>> 8);
        int next = bytes[at + 3];
        at += 8;
        return carry(gpe && (flags & 4) != 0 ? TunnelHeaders.ofGpe(next) : Protocol.ETHERNET);
    }

    private Protocol geneve() {
        if (!has(8)) {
            return Protocol.END;
        }
        int first = BigEndian.i32(bytes, at);
        if (first >>> 30 != 0) {
            return forbidden();
        }
        int headerBytes = 8 + (first >>> 24 & 0x3F) * 4;
        if (!has(headerBytes)) {
            return Protocol.END;
        }
        enter(TunnelKind.GENEVE, BigEndian.i32(bytes, at + 4) >>> 8);
        at += headerBytes;
        return carry(TunnelHeaders.ofGeneve(first & 0xFFFF));
    }

    private Protocol wireGuard() {
        if (has(16)) {
            enter(TunnelKind.WIREGUARD, ABSENT);
        }
        return Protocol.END;
    }

    private Protocol esp() {
        if (has(8)) {
            enter(TunnelKind.ESP, ABSENT);
        }
        return Protocol.END;
    }
}
