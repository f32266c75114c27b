package dev.wiregauge.agent.packet;

import static dev.wiregauge.agent.packet.Frames.NODE_A;
import static dev.wiregauge.agent.packet.Frames.NODE_B;
import static dev.wiregauge.agent.packet.Frames.POD_A;
import static dev.wiregauge.agent.packet.Frames.POD_B;
import static dev.wiregauge.agent.packet.Frames.decode;
import static dev.wiregauge.agent.packet.Frames.ethernet;
import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.geneve;
import static dev.wiregauge.agent.packet.Frames.gre;
import static dev.wiregauge.agent.packet.Frames.greKeySequence;
import static dev.wiregauge.agent.packet.Frames.hex;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.ipv6;
import static dev.wiregauge.agent.packet.Frames.join;
import static dev.wiregauge.agent.packet.Frames.mpls;
import static dev.wiregauge.agent.packet.Frames.text;
import static dev.wiregauge.agent.packet.Frames.u16;
import static dev.wiregauge.agent.packet.Frames.u32;
import static dev.wiregauge.agent.packet.Frames.udp;
import static dev.wiregauge.agent.packet.Frames.vxlan;
import static dev.wiregauge.agent.packet.Frames.vxlanGpe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

@Timeout(30)
class TunnelDecoderTest {
    private static final byte[] INNER = ipv4(17, POD_A, POD_B, udp(40_000, 7117, text(64)));

    private static byte[] outer(int protocol, byte[] payload) {
        return ethernet4(ipv4(protocol, NODE_A, NODE_B, payload));
    }

    private static byte[] outerUdp(int port, byte[] payload) {
        return outer(17, udp(51_111, port, payload));
    }

    private static int overhead(Packet packet) {
        List<Layer.Ip> ips = packet.ipLayers();
        assertThat(ips).hasSize(2);
        return ips.getFirst().totalBytes() - ips.getLast().totalBytes();
    }

    @Test
    void ipInIpAddsTwentyBytes() {
        Packet packet = decode(outer(4, INNER));

        assertThat(overhead(packet)).isEqualTo(20);
        assertThat(packet.problems()).isEmpty();
        assertThat(packet.last(Layer.Ipv4.class).orElseThrow().source()).hasToString(POD_A);
    }

    @Test
    void sixInFourIsFollowed() {
        Packet packet = decode(outer(41, ipv6(17, udp(1, 2, text(8)))));

        assertThat(overhead(packet)).isEqualTo(20);
        assertThat(packet.last(Layer.Ipv6.class)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {4789, 8472, 12_345, 65_000})
    void vxlanAddsFiftyBytesOnWhateverPort(int port) {
        Packet packet = decode(outerUdp(port, vxlan(4096, ethernet4(INNER))));

        assertThat(overhead(packet)).isEqualTo(50);
        assertThat(packet.first(Layer.Vxlan.class).orElseThrow().vni()).isEqualTo(4096);
        assertThat(packet.problems()).isEmpty();
    }

    @Test
    void vxlanOverIpv6AddsSeventyBytes() {
        byte[] packet = ipv6(17, udp(51_111, 4789, vxlan(1, ethernet4(INNER))));

        assertThat(overhead(decode(ethernet(0x86DD, packet)))).isEqualTo(70);
    }

    @Test
    void reportsVxlanWithoutTheFlagThatMakesItsNetworkValid() {
        byte[] header = vxlan(7, ethernet4(INNER));
        header[0] = 0;

        Packet packet = decode(outerUdp(4789, header));

        assertThat(packet.first(Layer.Vxlan.class)).isEmpty();
        assertThat(packet.problems())
                .containsExactly(new Problem.Forbidden(Protocol.VXLAN, 42, "flags", 0));
    }

    @Test
    void vxlanGpeSaysWhatItCarries() {
        Packet packet = decode(outerUdp(4790, vxlanGpe(9, 1, INNER)));

        assertThat(overhead(packet)).isEqualTo(36);
        assertThat(packet.first(Layer.Vxlan.class).orElseThrow().nextProtocol()).contains(1);
    }

    @Test
    void geneveCountsItsOptions() {
        byte[] options = join(u16(0x0102), hex("83 01"), u32(42));

        Packet packet = decode(outerUdp(6081, geneve(77, 0x6558, options, ethernet4(INNER))));

        assertThat(overhead(packet)).isEqualTo(58);
        Layer.Geneve geneve = packet.first(Layer.Geneve.class).orElseThrow();
        assertThat(geneve.vni()).isEqualTo(77);
        assertThat(geneve.options()).containsExactly(new Layer.GeneveOption(0x0102, 3, true, 4));
    }

    @Test
    void geneveIsFoundOnAnotherPortToo() {
        Packet packet = decode(outerUdp(7777, geneve(5, 0x6558, new byte[0], ethernet4(INNER))));

        assertThat(overhead(packet)).isEqualTo(50);
    }

    @Test
    void greAddsTwentyFourBytesAndMoreWithKeyAndSequence() {
        assertThat(overhead(decode(outer(47, gre(0x800, INNER))))).isEqualTo(24);

        Packet keyed = decode(outer(47, greKeySequence(0x800, 99, 3, INNER)));

        assertThat(overhead(keyed)).isEqualTo(32);
        Layer.Gre gre = keyed.first(Layer.Gre.class).orElseThrow();
        assertThat(gre.key()).contains(99L);
        assertThat(gre.sequence()).contains(3L);
        assertThat(gre.nvgre()).isFalse();
    }

    @Test
    void greWithChecksumHasItsKeyBehindTheChecksum() {
        byte[] header = join(u16(0xA000), u16(0x800), u32(0xFFFF0000L), u32(7), INNER);

        Packet packet = decode(outer(47, header));

        assertThat(packet.first(Layer.Gre.class).orElseThrow().key()).contains(7L);
        assertThat(overhead(packet)).isEqualTo(32);
    }

    @Test
    void recognisesNvgreAndErspan() {
        byte[] nvgre = join(u16(0x2000), u16(0x6558), u32(0x00_1234_56L), ethernet4(INNER));
        byte[] erspan2 =
                join(u16(0x1000), u16(0x88BE), u32(1), hex("1064 0005 00000000"), ethernet4(INNER));
        byte[] erspan3 =
                join(
                        u16(0x1000),
                        u16(0x22EB),
                        u32(1),
                        hex("2064 0006 00000000 00000000"),
                        ethernet4(INNER));

        assertThat(decode(outer(47, nvgre)).first(Layer.Gre.class).orElseThrow().nvgre()).isTrue();
        assertThat(decode(outer(47, erspan2)).first(Layer.Erspan.class))
                .contains(new Layer.Erspan(42, 8, 2, 100, 5));
        assertThat(decode(outer(47, erspan3)).first(Layer.Erspan.class))
                .contains(new Layer.Erspan(42, 12, 3, 100, 6));
        assertThat(overhead(decode(outer(47, erspan3)))).isEqualTo(20 + 8 + 12 + 14);
    }

    @Test
    void wireGuardStaysClosed() {
        byte[] data = join(hex("04000000 78563412 0900000000000000"), text(80));

        Packet packet = decode(outerUdp(51_820, data));

        assertThat(packet.first(Layer.WireGuard.class))
                .contains(new Layer.WireGuard(42, 4, Optional.of(0x12345678L), Optional.of(9L)));
        assertThat(packet.layers().getLast()).isEqualTo(new Layer.Data(58, 80));
    }

    @Test
    void recognisesEspAndFollowsAh() {
        byte[] ah = join(new byte[] {17, 4, 0, 0}, u32(5), u32(6), new byte[12]);

        assertThat(decode(outer(50, join(u32(0xABCDL), u32(1), text(40)))).first(Layer.Esp.class))
                .contains(new Layer.Esp(34, 0xABCD, 1));
        Packet followed = decode(outer(51, join(ah, udp(1, 2, text(3)))));
        assertThat(followed.first(Layer.Ah.class).orElseThrow().headerBytes()).isEqualTo(24);
        assertThat(followed.first(Layer.Udp.class)).isPresent();
    }

    @Test
    void followsAnMplsStackToItsBottom() {
        byte[] stack = mpls(100, false, mpls(200, true, INNER));

        Packet packet = decode(ethernet(0x8847, stack));

        assertThat(packet.last(Layer.Mpls.class)).contains(new Layer.Mpls(18, 200, 0, true, 64));
        assertThat(packet.first(Layer.Ipv4.class)).isPresent();
    }

    @Test
    void followsATunnelInsideATunnel() {
        byte[] nested = outerUdp(4789, vxlan(1, outer(4, INNER)));

        Packet packet = decode(nested);

        assertThat(packet.ipLayers()).hasSize(3);
        assertThat(packet.problems()).isEmpty();
    }

    @Test
    void doesNotTakeRandomPayloadForATunnel() {
        Random random = new Random(7);
        int mistaken = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] payload = new byte[20 + random.nextInt(180)];
            random.nextBytes(payload);
            Packet packet = decode(outerUdp(1 + random.nextInt(4000), payload));
            mistaken += packet.layers().stream().anyMatch(Layer.Tunnel.class::isInstance) ? 1 : 0;
        }

        assertThat(mistaken).isZero();
    }

    @Test
    void takesNothingForATunnelWhereOnlyTheConfiguredPortsCount() {
        TunnelPorts strict = new TunnelPorts(Set.of(4789), Set.of(), Set.of(), Set.of(), false);
        byte[] frame = outerUdp(12_345, vxlan(1, ethernet4(INNER)));

        Packet packet =
                new Decoder(strict).decode(LinkType.ETHERNET, frame, 0, frame.length, frame.length);

        assertThat(packet.ipLayers()).hasSize(1);
    }
}
