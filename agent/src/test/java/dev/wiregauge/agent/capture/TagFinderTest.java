package dev.wiregauge.agent.capture;

import static dev.wiregauge.agent.packet.Frames.NODE_A;
import static dev.wiregauge.agent.packet.Frames.NODE_B;
import static dev.wiregauge.agent.packet.Frames.POD_A;
import static dev.wiregauge.agent.packet.Frames.ethernet;
import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.taggedPacket;
import static dev.wiregauge.agent.packet.Frames.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.Frames;
import dev.wiregauge.agent.packet.TunnelPorts;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

@Timeout(30)
class TagFinderTest {
    private static final String COOKIE = "00112233445566778899aabbccddeeff";

    private static Map<String, List<WireProof.Sighting>> find(byte[]... frames) throws IOException {
        TagFinder finder = new TagFinder(new Decoder(TunnelPorts.USUAL), COOKIE, "a", 1500);
        try (CaptureReader reader = CaptureFiles.reader(CaptureFiles.pcap(Arrays.asList(frames)))) {
            while (reader.next()) {
                finder.look(reader.frame());
            }
        }
        return finder.sightings();
    }

    private static WireProof.Sighting only(byte[] frame) throws IOException {
        Map<String, List<WireProof.Sighting>> found = find(frame);
        assertThat(found).containsOnlyKeys("7");
        assertThat(found.get("7")).hasSize(1);
        return found.get("7").getFirst();
    }

    private static byte[] packet(int bytes) {
        return taggedPacket(COOKIE, 7, bytes);
    }

    private static byte[] underlay(int protocol, byte[] payload) {
        return ethernet4(ipv4(protocol, 0, NODE_A, NODE_B, new byte[0], payload));
    }

    @Test
    void findsAPlainDatagramWithoutOverhead() throws IOException {
        WireProof.Sighting sighting = only(ethernet4(packet(200)));

        assertThat(sighting.encapsulation()).isEqualTo(Encapsulation.NONE);
        assertThat(sighting.overheadBytes()).isZero();
        assertThat(sighting.outerBytes()).isEqualTo(200);
        assertThat(sighting.outerSource()).isEqualTo(POD_A);
        assertThat(sighting.vni()).isEmpty();
        assertThat(sighting.wholeFrame()).isTrue();
        assertThat(sighting.udpDestinationPort()).contains(7117);
    }

    @Test
    void findsTwentyBytesAroundIpip() throws IOException {
        WireProof.Sighting sighting = only(underlay(4, packet(1480)));

        assertThat(sighting.encapsulation()).isEqualTo(Encapsulation.IPIP);
        assertThat(sighting.overheadBytes()).isEqualTo(20);
        assertThat(sighting.ipProtocol()).isEqualTo(4);
        assertThat(sighting.outerSource()).isEqualTo(NODE_A);
        assertThat(sighting.udpSourcePort()).isEmpty();
        assertThat(sighting.outerDontFragment()).isFalse();
        assertThat(sighting.innerDontFragment()).isTrue();
    }

    @Test
    void findsFiftyBytesAroundVxlanOnAnyPort() throws IOException {
        for (int port : new int[] {4789, 8472, 30_123}) {
            byte[] frame =
                    underlay(17, udp(44_001, port, Frames.vxlan(4096, ethernet4(packet(1450)))));

            WireProof.Sighting sighting = only(frame);

            assertThat(sighting.encapsulation()).isEqualTo(Encapsulation.VXLAN);
            assertThat(sighting.overheadBytes()).isEqualTo(50);
            assertThat(sighting.outerBytes()).isEqualTo(1500);
            assertThat(sighting.vni()).contains(4096);
            assertThat(sighting.udpSourcePort()).contains(44_001);
            assertThat(sighting.udpDestinationPort()).contains(port);
            assertThat(sighting.wholeFrame()).isTrue();
        }
    }

    @Test
    void findsGeneveAndGre() throws IOException {
        byte[] geneve =
                underlay(
                        17,
                        udp(1, 6081, Frames.geneve(9, 0x6558, new byte[0], ethernet4(packet(99)))));

        assertThat(only(geneve).encapsulation()).isEqualTo(Encapsulation.GENEVE);
        assertThat(only(geneve).overheadBytes()).isEqualTo(50);
        WireProof.Sighting gre = only(underlay(47, Frames.gre(0x800, packet(99))));
        assertThat(gre.encapsulation()).isEqualTo(Encapsulation.GRE);
        assertThat(gre.overheadBytes()).isEqualTo(24);
    }

    @Test
    void namesTheOutermostOfNestedTunnels() throws IOException {
        byte[] frame = underlay(17, udp(1, 4789, Frames.vxlan(1, underlay(4, packet(99)))));

        assertThat(only(frame).encapsulation()).isEqualTo(Encapsulation.VXLAN);
        assertThat(only(frame).overheadBytes()).isEqualTo(70);
    }

    @Test
    void doesNotCallAFragmentOrASuperFrameWhole() throws IOException {
        byte[] outer = ipv4(17, NODE_A, NODE_B, udp(9, 4789, vxlanPayload(1450)));
        byte[] first =
                ipv4(
                        17,
                        0x2000,
                        NODE_A,
                        NODE_B,
                        new byte[0],
                        Arrays.copyOfRange(outer, 20, 20 + 1376));

        assertThat(only(ethernet4(first)).wholeFrame()).isFalse();
        assertThat(only(ethernet4(packet(9000))).wholeFrame()).isFalse();
    }

    private static byte[] vxlanPayload(int bytes) {
        return Frames.vxlan(1, ethernet4(packet(bytes)));
    }

    @Test
    void doesNotTakeAQuotedDatagramForASighting() throws IOException {
        byte[] error = Frames.icmp(3, 4, 1400, packet(1450));

        assertThat(find(ethernet4(ipv4(1, NODE_B, POD_A, error)))).isEmpty();
    }

    @Test
    void ignoresOtherCookiesAndOtherProtocols() throws IOException {
        byte[] other = taggedPacket("ff112233445566778899aabbccddeeff", 7, 100);

        assertThat(find(ethernet4(other), ethernet(0x806, Frames.arp(1, NODE_A, NODE_B))))
                .isEmpty();
        assertThat(find(ethernet4(other), ethernet4(packet(60)))).hasSize(1);
    }

    @Test
    void countsEverySightingOfATag() throws IOException {
        byte[] frame = ethernet4(packet(60));

        assertThat(find(frame, frame).get("7")).hasSize(2);
    }

    @Test
    void refusesACookieOfAnotherLength() {
        assertThatThrownBy(() -> new TagFinder(new Decoder(TunnelPorts.USUAL), "0011", "a", 1500))
                .hasMessageContaining("32 hexadecimal digits");
    }
}
