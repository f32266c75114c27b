package dev.wiregauge.agent.packet;

import static dev.wiregauge.agent.packet.Frames.NODE_A;
import static dev.wiregauge.agent.packet.Frames.NODE_B;
import static dev.wiregauge.agent.packet.Frames.POD_A;
import static dev.wiregauge.agent.packet.Frames.POD_B;
import static dev.wiregauge.agent.packet.Frames.decode;
import static dev.wiregauge.agent.packet.Frames.ethernet;
import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.hex;
import static dev.wiregauge.agent.packet.Frames.icmp;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.ipv6;
import static dev.wiregauge.agent.packet.Frames.join;
import static dev.wiregauge.agent.packet.Frames.tcp;
import static dev.wiregauge.agent.packet.Frames.text;
import static dev.wiregauge.agent.packet.Frames.u16;
import static dev.wiregauge.agent.packet.Frames.u32;
import static dev.wiregauge.agent.packet.Frames.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.List;

@Timeout(30)
class DecoderTest {
    private static List<Protocol> protocols(Packet packet) {
        return packet.layers().stream().map(Layer::protocol).toList();
    }

    @Test
    void readsEveryFieldOfAnIpv4Header() {
        Packet packet = decode(ethernet4(ipv4(17, POD_A, POD_B, udp(1000, 2000, text(10)))));

        Layer.Ipv4 ip = packet.first(Layer.Ipv4.class).orElseThrow();
        assertThat(ip.offset()).isEqualTo(14);
        assertThat(ip.headerBytes()).isEqualTo(20);
        assertThat(ip.totalBytes()).isEqualTo(38);
        assertThat(ip.identification()).isEqualTo(0x1234);
        assertThat(ip.dontFragment()).isTrue();
        assertThat(ip.isFragment()).isFalse();
        assertThat(ip.hopLimit()).isEqualTo(64);
        assertThat(ip.checksumValid()).isTrue();
        assertThat(ip.source()).hasToString(POD_A);
        assertThat(ip.destination()).hasToString(POD_B);
        assertThat(packet.problems()).isEmpty();
        assertThat(packet.layers().getLast()).isEqualTo(new Layer.Data(42, 10));
    }

    @Test
    void seesAWrongHeaderChecksum() {
        byte[] frame = ethernet4(ipv4(17, POD_A, POD_B, udp(1, 2, text(4))));
        frame[14 + 8]--; // a router that forgot to update it

        assertThat(decode(frame).first(Layer.Ipv4.class).orElseThrow().checksumValid()).isFalse();
    }

    @Test
    void stepsOverIpv4Options() {
        byte[] options = hex("9404 0000"); // router alert
        Packet packet = decode(ethernet4(ipv4(17, 0, POD_A, POD_B, options, udp(5, 6, text(3)))));

        assertThat(packet.first(Layer.Ipv4.class).orElseThrow().headerBytes()).isEqualTo(24);
        assertThat(packet.first(Layer.Udp.class).orElseThrow().destinationPort()).isEqualTo(6);
    }

    @Test
    void doesNotCountEthernetPaddingAsPayload() {
        byte[] frame = join(ethernet4(ipv4(17, POD_A, POD_B, udp(1, 2, text(2)))), new byte[16]);

        assertThat(decode(frame).layers().getLast()).isEqualTo(new Layer.Data(42, 2));
        assertThat(decode(frame).problems()).isEmpty();
    }

    @Test
    void decodesAFirstFragmentAsFarAsItGoes() {
        byte[] datagram = udp(1, 2, text(2000));
        byte[] first = ipv4(17, 0x2000, POD_A, POD_B, new byte[0], Arrays.copyOf(datagram, 1480));

        Packet packet = decode(ethernet4(first));

        assertThat(packet.first(Layer.Udp.class).orElseThrow().lengthBytes()).isEqualTo(2008);
        assertThat(packet.problems())
                .containsExactly(new Problem.NotHere(Protocol.UDP, 34, 2008, 1480));
        assertThat(packet.hasFault()).isFalse();
    }

    @Test
    void leavesALaterFragmentClosed() {
        Packet packet = decode(ethernet4(ipv4(17, 185, POD_A, POD_B, new byte[0], text(520))));

        Layer.Ipv4 ip = packet.first(Layer.Ipv4.class).orElseThrow();
        assertThat(ip.fragmentOffsetBytes()).isEqualTo(1480);
        assertThat(protocols(packet))
                .containsExactly(Protocol.ETHERNET, Protocol.IPV4, Protocol.DATA);
    }

    @Test
    void takesTheFramesLengthWhereTheHeaderSaysZero() {
        byte[] packet = ipv4(6, POD_A, POD_B, tcp(1, 2, 16, new byte[0], text(3000)));
        packet[2] = 0;
        packet[3] = 0;

        Layer.Ipv4 ip = decode(ethernet4(packet)).first(Layer.Ipv4.class).orElseThrow();

        assertThat(ip.lengthFromFrame()).isTrue();
        assertThat(ip.totalBytes()).isEqualTo(3040);
    }

    @Test
    void followsIpv6ExtensionHeadersToTheTransport() {
        byte[] destinationOptions = join(new byte[] {17, 0}, hex("0104 00000000"));
        byte[] routing = join(new byte[] {60, 0}, hex("0400 00000000"));
        byte[] hopByHop = join(new byte[] {43, 0}, hex("0104 00000000"));
        Packet packet =
                decode(
                        ethernet(
                                0x86DD,
                                ipv6(
                                        0,
                                        join(
                                                hopByHop,
                                                routing,
                                                destinationOptions,
                                                udp(7, 8, text(5))))));

        Layer.Ipv6 ip = packet.first(Layer.Ipv6.class).orElseThrow();
        assertThat(ip.extensions()).containsExactly(0, 43, 60);
        assertThat(ip.headerBytes()).isEqualTo(64);
        assertThat(ip.totalBytes()).isEqualTo(40 + 24 + 13);
        assertThat(ip.nextProtocol()).isEqualTo(17);
        assertThat(ip.flowLabel()).isEqualTo(0xABCDE);
        assertThat(ip.source()).hasToString("2001:db8::1");
        assertThat(packet.first(Layer.Udp.class).orElseThrow().sourcePort()).isEqualTo(7);
    }

    @Test
    void readsTheIpv6FragmentHeader() {
        byte[] fragment = join(new byte[] {17, 0}, u16(1448 | 1), u32(0xCAFEBABEL), text(100));

        Packet packet = decode(ethernet(0x86DD, ipv6(44, fragment)));

        Layer.Ipv6 ip = packet.first(Layer.Ipv6.class).orElseThrow();
        assertThat(ip.fragmentOffsetBytes()).isEqualTo(1448);
        assertThat(ip.moreFragments()).isTrue();
        assertThat(ip.fragmentId()).contains(0xCAFEBABEL);
        assertThat(packet.layers().getLast()).isEqualTo(new Layer.Data(62, 100));
    }

    @Test
    void takesBigTcpsLengthFromTheJumboOption() {
        byte[] segment = tcp(1, 2, 16, new byte[0], text(100_000));
        byte[] hopByHop = join(new byte[] {6, 0}, hex("c204"), u32(8 + segment.length));

        Packet packet = decode(ethernet(0x86DD, ipv6(0, 0, join(hopByHop, segment))));

        assertThat(packet.first(Layer.Ipv6.class).orElseThrow().totalBytes())
                .isEqualTo(40 + 8 + segment.length);
        assertThat(packet.first(Layer.Tcp.class).orElseThrow().payloadBytes()).isEqualTo(100_000);
        assertThat(packet.problems()).isEmpty();
    }

    @Test
    void readsTcpOptions() {
        byte[] segment = tcp(33_000, 80, Layer.Tcp.SYN, Frames.synOptions(1410), new byte[0]);

        Layer.Tcp tcp =
                decode(ethernet4(ipv4(6, POD_A, POD_B, segment)))
                        .first(Layer.Tcp.class)
                        .orElseThrow();

        assertThat(tcp.has(Layer.Tcp.SYN)).isTrue();
        assertThat(tcp.has(Layer.Tcp.ACK)).isFalse();
        assertThat(tcp.options().mssBytes()).contains(1410);
        assertThat(tcp.options().windowScale()).contains(7);
        assertThat(tcp.options().sackPermitted()).isTrue();
        assertThat(tcp.options().timestamps()).contains(new TcpOptions.Timestamps(1, 0));
        assertThat(tcp.sequence()).isEqualTo(0x11223344L);
        assertThat(tcp.payloadBytes()).isZero();
    }

    @Test
    void reportsATcpOptionThatRunsOutOfItsHeader() {
        byte[] segment = tcp(1, 2, 2, hex("02ff 0000"), new byte[0]);

        Packet packet = decode(ethernet4(ipv4(6, POD_A, POD_B, segment)));

        assertThat(packet.problems())
                .containsExactly(new Problem.Forbidden(Protocol.TCP, 34, "option length", 255));
        assertThat(packet.first(Layer.Tcp.class).orElseThrow().options().mssBytes()).isEmpty();
    }

    @Test
    void readsTheMtuAndTheQuoteOfFragNeeded() {
        byte[] quoted = Arrays.copyOf(ipv4(17, POD_A, POD_B, udp(40_000, 7117, text(1400))), 28);

        Packet packet = decode(ethernet4(ipv4(1, NODE_B, POD_A, icmp(3, 4, 1450, quoted))));

        Layer.Icmp icmp = packet.first(Layer.Icmp.class).orElseThrow();
        assertThat(icmp.mtuBytes()).contains(1450);
        Packet inside = icmp.quoted().orElseThrow();
        assertThat(inside.first(Layer.Ipv4.class).orElseThrow().totalBytes()).isEqualTo(1428);
        assertThat(inside.first(Layer.Udp.class).orElseThrow().destinationPort()).isEqualTo(7117);
        assertThat(packet.problems()).isEmpty();
        assertThat(inside.hasFault()).isFalse();
    }

    @Test
    void readsTheMtuOfPacketTooBig() {
        byte[] quoted = Arrays.copyOf(ipv6(17, 1400, udp(1, 2, text(1392))), 48);

        Packet packet = decode(ethernet(0x86DD, ipv6(58, icmp(2, 0, 1280, quoted))));

        Layer.Icmp icmp = packet.first(Layer.Icmp.class).orElseThrow();
        assertThat(icmp.mtuBytes()).contains(1280);
        assertThat(icmp.quoted().orElseThrow().first(Layer.Udp.class)).isPresent();
    }

    @Test
    void readsStackedTags() {
        byte[] inner = Frames.vlan(20, 0x800, ipv4(17, POD_A, POD_B, udp(1, 2, text(1))));
        Packet packet = decode(ethernet(0x88A8, Frames.vlan(10, 0x8100, inner)));

        assertThat(packet.layers().subList(1, 3))
                .containsExactly(
                        new Layer.Vlan(14, 0x88A8, 3, 10, 0x8100),
                        new Layer.Vlan(18, 0x8100, 3, 20, 0x800));
    }

    @Test
    void readsArp() {
        Layer.Arp arp =
                decode(ethernet(0x806, Frames.arp(1, NODE_A, NODE_B)))
                        .first(Layer.Arp.class)
                        .orElseThrow();

        assertThat(arp.sender()).hasToString(NODE_A);
        assertThat(arp.target()).hasToString(NODE_B);
        assertThat(arp.senderMac()).hasToString("02:04:c6:12:00:01");
    }

    @Test
    void readsBothCookedHeaders() {
        byte[] ip = ipv4(17, POD_A, POD_B, udp(1, 2, text(1)));
        byte[] sll = join(hex("0004 0001 0006 0204c61200010000 0800"), ip);
        byte[] sll2 = join(hex("0800 0000 00000007 0001 04 06 0204c61200010000"), ip);

        assertThat(decode(LinkType.LINUX_SLL, sll).first(Layer.Udp.class)).isPresent();
        Packet second = decode(LinkType.LINUX_SLL2, sll2);
        assertThat(second.first(Layer.LinuxCooked.class).orElseThrow().interfaceIndex())
                .contains(7);
        assertThat(second.first(Layer.Udp.class)).isPresent();
    }

    @Test
    void readsLoopbackFamiliesInEitherByteOrder() {
        byte[] ip = ipv4(17, POD_A, POD_B, udp(1, 2, text(1)));

        for (String family : List.of("02000000", "00000002")) {
            assertThat(decode(LinkType.NULL, join(hex(family), ip)).first(Layer.Udp.class))
                    .isPresent();
        }
        for (String family : List.of("18000000", "1c000000", "1e000000", "0a000000")) {
            byte[] six = ipv6(17, udp(1, 2, text(1)));
            assertThat(decode(LinkType.NULL, join(hex(family), six)).first(Layer.Udp.class))
                    .isPresent();
        }
    }

    @Test
    void tellsASnappedFrameFromALyingOne() {
        byte[] frame = ethernet4(ipv4(17, POD_A, POD_B, udp(1, 2, text(100))));
        Decoder decoder = new Decoder(TunnelPorts.USUAL);

        Packet snapped = decoder.decode(LinkType.ETHERNET, frame, 0, 36, frame.length);
        Packet lying = decoder.decode(LinkType.ETHERNET, frame, 0, 36, 36);

        assertThat(snapped.problems()).containsExactly(new Problem.Snapped(Protocol.UDP, 34, 8, 2));
        assertThat(snapped.hasFault()).isFalse();
        assertThat(lying.problems())
                .containsExactly(
                        new Problem.TooShort(Protocol.IPV4, 14, 128, 22),
                        new Problem.TooShort(Protocol.UDP, 34, 8, 2));
        assertThat(lying.hasFault()).isTrue();
    }

    @Test
    void stopsAtABoundedDepth() {
        byte[] packet = udp(1, 2, text(4));
        packet = ipv4(17, POD_A, POD_B, packet);
        for (int i = 0; i < 60; i++) {
            packet = ipv4(4, NODE_A, NODE_B, packet);
        }

        Packet decoded = decode(ethernet4(packet));

        assertThat(decoded.layers()).hasSize(Walk.MAX_LAYERS);
        assertThat(decoded.problems())
                .containsExactly(new Problem.TooDeep(Protocol.IPV4, 14 + 31 * 20, Walk.MAX_LAYERS));
    }

    @Test
    void neverLooksBeyondTheCapturedBytes() {
        // what lies behind the frame in the buffer must not be taken for part of it
        byte[] frame = ethernet4(ipv4(17, POD_A, POD_B, udp(1, 4789, text(0))));
        byte[] buffer = join(new byte[100], frame, Frames.vxlan(7, frame));

        Packet packet =
                new Decoder(TunnelPorts.USUAL)
                        .decode(LinkType.ETHERNET, buffer, 100, frame.length, frame.length);

        assertThat(protocols(packet))
                .containsExactly(Protocol.ETHERNET, Protocol.IPV4, Protocol.UDP);
        assertThat(packet.problems())
                .containsExactly(new Problem.TooShort(Protocol.VXLAN, 42, 8, 0));
    }
}
