package dev.wiregauge.agent.packet;

import static dev.wiregauge.agent.packet.Frames.NODE_A;
import static dev.wiregauge.agent.packet.Frames.NODE_B;
import static dev.wiregauge.agent.packet.Frames.POD_A;
import static dev.wiregauge.agent.packet.Frames.POD_B;
import static dev.wiregauge.agent.packet.Frames.ethernet;
import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.geneve;
import static dev.wiregauge.agent.packet.Frames.gre;
import static dev.wiregauge.agent.packet.Frames.greKeySequence;
import static dev.wiregauge.agent.packet.Frames.hex;
import static dev.wiregauge.agent.packet.Frames.icmp;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.ipv6;
import static dev.wiregauge.agent.packet.Frames.join;
import static dev.wiregauge.agent.packet.Frames.mpls;
import static dev.wiregauge.agent.packet.Frames.synOptions;
import static dev.wiregauge.agent.packet.Frames.tcp;
import static dev.wiregauge.agent.packet.Frames.text;
import static dev.wiregauge.agent.packet.Frames.u16;
import static dev.wiregauge.agent.packet.Frames.u32;
import static dev.wiregauge.agent.packet.Frames.udp;
import static dev.wiregauge.agent.packet.Frames.vlan;
import static dev.wiregauge.agent.packet.Frames.vxlan;
import static dev.wiregauge.agent.packet.Frames.vxlanGpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One frame of every kind that the decoder knows: seeds for the fuzzer, and what tshark is asked
/// about.
public final class Corpus {
    private static final byte[] NONE = new byte[0];

    /// A pod's packets, of both versions and protocols.
    private static final byte[] UDP4 = ipv4(17, POD_A, POD_B, udp(40_000, 7117, text(64)));

    private static final byte[] SYN4 =
            ipv4(6, POD_A, POD_B, tcp(33_000, 80, 2, synOptions(1410), NONE));
    private static final byte[] DATA4 =
            ipv4(
                    6,
                    POD_A,
                    POD_B,
                    tcp(33_000, 80, 16, hex("0101 080a 00000005 00000006"), text(200)));
    private static final byte[] UDP6 = ipv6(17, udp(40_000, 7117, text(64)));
    private static final byte[] SYN6 = ipv6(6, tcp(33_000, 80, 2, synOptions(1220), NONE));

    private Corpus() {}

    /// One frame and what it begins with.
    public static final class Sample {
        private final String name;
        private final LinkType link;
        private final byte[] frame;

        Sample(String name, LinkType link, byte[] frame) {
            this.name = name;
            this.link = link;
            this.frame = frame;
        }

        public String name() {
            return name;
        }

        public LinkType link() {
            return link;
        }

        /// Not to be changed.
        public byte[] frame() {
            return frame;
        }
    }

    public static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        plain(samples);
        fragmentsAndErrors(samples);
        tunnels(samples);
        links(samples);
        return samples;
    }

    /// The frames that begin with Ethernet.
    public static List<Sample> ethernetOnly() {
        return all().stream().filter(s -> s.link() == LinkType.ETHERNET).toList();
    }

    private static void add(List<Sample> samples, String name, byte[] frame) {
        samples.add(new Sample(name, LinkType.ETHERNET, frame));
    }

    private static void plain(List<Sample> samples) {
        add(samples, "udp4", ethernet4(UDP4));
        add(samples, "syn4", ethernet4(SYN4));
        add(samples, "data4", ethernet4(DATA4));
        add(samples, "udp6", ethernet(0x86DD, UDP6));
        add(samples, "syn6", ethernet(0x86DD, SYN6));
        add(samples, "arp", ethernet(0x806, Frames.arp(1, NODE_A, NODE_B)));
        add(samples, "vlan", ethernet(0x8100, vlan(10, 0x800, UDP4)));
        add(samples, "qinq", ethernet(0x88A8, vlan(10, 0x8100, vlan(20, 0x800, SYN4))));
        add(samples, "mpls", ethernet(0x8847, mpls(100, false, mpls(200, true, UDP4))));
        add(samples, "mpls6", ethernet(0x8847, mpls(100, true, UDP6)));
        add(
                samples,
                "options4",
                ethernet4(ipv4(17, 0, POD_A, POD_B, hex("94040000"), udp(5, 6, text(3)))));
        add(
                samples,
                "extensions6",
                ethernet(
                        0x86DD,
                        ipv6(
                                0,
                                join(
                                        new byte[] {60, 0},
                                        hex("050200000100"),
                                        new byte[] {17, 0},
                                        hex("010400000000"),
                                        udp(7, 8, text(5))))));
        add(
                samples,
                "esp",
                ethernet4(ipv4(50, NODE_A, NODE_B, join(u32(0xABCD), u32(1), text(40)))));
        add(
                samples,
                "ah",
                ethernet4(
                        ipv4(
                                51,
                                NODE_A,
                                NODE_B,
                                join(
                                        new byte[] {17, 4, 0, 0},
                                        u32(5),
                                        u32(6),
                                        new byte[12],
                                        udp(1, 2, text(3))))));
    }

    private static void fragmentsAndErrors(List<Sample> samples) {
        byte[] large = udp(40_000, 7117, text(2000));
        add(
                samples,
                "fragment4-first",
                ethernet4(ipv4(17, 0x2000, POD_A, POD_B, NONE, Arrays.copyOf(large, 1480))));
        add(
                samples,
                "fragment4-last",
                ethernet4(
                        ipv4(17, 185, POD_A, POD_B, NONE, Arrays.copyOfRange(large, 1480, 2008))));
        add(
                samples,
                "fragment6-first",
                ethernet(
                        0x86DD,
                        ipv6(
                                44,
                                join(
                                        new byte[] {17, 0},
                                        u16(1),
                                        u32(77),
                                        Arrays.copyOf(large, 1448)))));
        add(
                samples,
                "fragment6-last",
                ethernet(
                        0x86DD,
                        ipv6(
                                44,
                                join(
                                        new byte[] {17, 0},
                                        u16(1448),
                                        u32(77),
                                        Arrays.copyOfRange(large, 1448, 2008)))));
        byte[] quoted4 = Arrays.copyOf(ipv4(17, POD_A, POD_B, large), 28);
        add(samples, "frag-needed", ethernet4(ipv4(1, NODE_B, POD_A, icmp(3, 4, 1450, quoted4))));
        add(samples, "time-exceeded", ethernet4(ipv4(1, NODE_B, POD_A, icmp(11, 0, 0, quoted4))));
        add(samples, "echo4", ethernet4(ipv4(1, POD_A, POD_B, icmp(8, 0, 0x00070001, text(56)))));
        byte[] quoted6 = Arrays.copyOf(ipv6(17, large), 60);
        add(samples, "packet-too-big", ethernet(0x86DD, icmpv6(icmp(2, 0, 1280, quoted6))));
        add(samples, "echo6", ethernet(0x86DD, icmpv6(icmp(128, 0, 0x00070001, text(56)))));
    }

    /// ICMPv6 with the checksum over its pseudo header (RFC 4443 section 2.3).
    private static byte[] icmpv6(byte[] message) {
        message[2] = 0;
        message[3] = 0;
        byte[] packet = ipv6(58, message);
        byte[] pseudo =
                join(
                        Arrays.copyOfRange(packet, 8, 40),
                        u32(message.length),
                        u32(58),
                        message,
                        new byte[message.length & 1]);
        int sum = BigEndian.onesSum(pseudo, 0, pseudo.length);
        packet[42] = (byte) (~sum >>> 8);
        packet[43] = (byte) ~sum;
        return packet;
    }

    private static byte[] outer(int protocol, byte[] payload) {
        return ethernet4(ipv4(protocol, 0, NODE_A, NODE_B, NONE, payload));
    }

    private static void tunnels(List<Sample> samples) {
        add(samples, "ipip", outer(4, UDP4));
        add(samples, "ipip-syn", outer(4, SYN4));
        add(samples, "6in4", outer(41, SYN6));
        add(samples, "4in6", ethernet(0x86DD, ipv6(4, UDP4)));
        add(samples, "gre", outer(47, gre(0x800, UDP4)));
        add(samples, "gre-key-sequence", outer(47, greKeySequence(0x800, 99, 3, DATA4)));
        add(
                samples,
                "gre-checksum",
                outer(47, join(u16(0x8000), u16(0x800), greChecksum(UDP4), UDP4)));
        add(samples, "gre6", outer(47, gre(0x86DD, UDP6)));
        add(samples, "gretap", outer(47, gre(0x6558, ethernet4(UDP4))));
        add(
                samples,
                "nvgre",
                outer(47, join(u16(0x2000), u16(0x6558), u32(0x123456), ethernet4(SYN4))));
        add(
                samples,
                "erspan2",
                outer(
                        47,
                        join(
                                u16(0x1000),
                                u16(0x88BE),
                                u32(1),
                                hex("1064 0005 00000000"),
                                ethernet4(UDP4))));
        add(samples, "vxlan", outer(17, udp(51_111, 4789, vxlan(4096, ethernet4(UDP4)))));
        add(samples, "vxlan-syn", outer(17, udp(51_111, 4789, vxlan(4096, ethernet4(SYN4)))));
        add(samples, "flannel", outer(17, udp(51_111, 8472, vxlan(1, ethernet4(DATA4)))));
        add(
                samples,
                "vxlan-arp",
                outer(
                        17,
                        udp(51_111, 4789, vxlan(7, ethernet(0x806, Frames.arp(2, POD_A, POD_B))))));
        add(
                samples,
                "vxlan-over-6",
                ethernet(0x86DD, ipv6(17, udp(51_111, 4789, vxlan(9, ethernet4(UDP4))))));
        add(samples, "vxlan-in-6", outer(17, udp(1, 4789, vxlan(9, ethernet(0x86DD, SYN6)))));
        add(samples, "vxlan-gpe", outer(17, udp(51_111, 4790, vxlanGpe(9, 1, UDP4))));
        add(
                samples,
                "geneve",
                outer(17, udp(51_111, 6081, geneve(77, 0x6558, NONE, ethernet4(UDP4)))));
        add(
                samples,
                "geneve-options",
                outer(
                        17,
                        udp(
                                51_111,
                                6081,
                                geneve(
                                        77,
                                        0x6558,
                                        join(u16(0x0102), hex("8301"), u32(42)),
                                        ethernet4(SYN4)))));
        byte[] wireGuard = join(hex("04000000 78563412 0900000000000000"), text(80));
        add(samples, "wireguard", outer(17, udp(51_820, 51_820, wireGuard)));
        add(
                samples,
                "wireguard-initiation",
                outer(17, udp(51_820, 51_820, join(hex("01000000"), text(144)))));
        add(
                samples,
                "nested",
                outer(17, udp(51_111, 4789, vxlan(1, outer(4, ipv4(4, NODE_A, NODE_B, UDP4))))));
    }

    private static byte[] greChecksum(byte[] payload) {
        byte[] covered =
                join(u16(0x8000), u16(0x800), u32(0), payload, new byte[payload.length & 1]);
        int sum = BigEndian.onesSum(covered, 0, covered.length);
        return join(u16(~sum), u16(0));
    }

    private static void links(List<Sample> samples) {
        samples.add(new Sample("raw4", LinkType.RAW, UDP4));
        samples.add(new Sample("raw6", LinkType.RAW, SYN6));
        samples.add(new Sample("ipv4-link", LinkType.IPV4, UDP4));
        samples.add(new Sample("ipv6-link", LinkType.IPV6, UDP6));
        samples.add(new Sample("null", LinkType.NULL, join(hex("02000000"), UDP4)));
        samples.add(new Sample("null6", LinkType.NULL, join(hex("1e000000"), UDP6)));
        samples.add(new Sample("loop", LinkType.LOOP, join(hex("00000002"), SYN4)));
        samples.add(
                new Sample(
                        "sll",
                        LinkType.LINUX_SLL,
                        join(hex("0004 0001 0006 0204c61200010000 0800"), UDP4)));
        samples.add(
                new Sample(
                        "sll2",
                        LinkType.LINUX_SLL2,
                        join(hex("0800 0000 00000007 0001 04 06 0204c61200010000"), UDP4)));
    }
}
