package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Datagram;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class ProofJudgeTest {
    private static final int MTU = 1450;

    @Test
    void everyTagSeenOnceAtEachPointWithTheRightBytesProvesTheMode() {
        assertThat(judge(datagrams(Encapsulation.VXLAN, 50), 0)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void anotherEncapsulationIsNamed() {
        assertThat(reason(judge(datagrams(Encapsulation.NONE, 0), 0)))
                .contains(
                        "configured as vxlan",
                        "the wire shows no encapsulation (0 bytes of overhead)");
        assertThat(reason(judge(datagrams(Encapsulation.IPIP, 20), 0)))
                .contains("the wire shows IPIP (20 bytes");
    }

    @Test
    void aMixtureIsNoProof() {
        List<Datagram> mixed = new ArrayList<>(datagrams(Encapsulation.VXLAN, 50));
        mixed.set(0, datagram(1, 100, sightings(100, Encapsulation.NONE, 0)));
        assertThat(reason(judge(mixed, 0))).contains("no encapsulation and VXLAN");
    }

    @Test
    void oneByteTooManyIsNoProof() {
        assertThat(reason(judge(datagrams(Encapsulation.VXLAN, 51), 0)))
                .contains("overhead is 51 bytes, expected 50");
    }

    @Test
    void aTagMissingAtOnePointIsNoProof() {
        List<Datagram> datagrams = new ArrayList<>(datagrams(Encapsulation.VXLAN, 50));
        datagrams.set(0, datagram(1, 100, sightings(100, Encapsulation.VXLAN, 50).subList(0, 1)));
        assertThat(reason(judge(datagrams, 0)))
                .contains("was seen 0 times at eth0 of node-2, expected once");
    }

    @Test
    void aTagSeenTwiceIsNoProof() {
        List<Datagram> datagrams = new ArrayList<>(datagrams(Encapsulation.VXLAN, 50));
        List<Sighting> twice = new ArrayList<>(sightings(100, Encapsulation.VXLAN, 50));
        twice.add(twice.getFirst());
        datagrams.set(0, datagram(1, 100, twice));
        assertThat(reason(judge(datagrams, 0))).contains("was seen 2 times at eth0 of node-1");
    }

    @Test
    void aCaptureThatLostPacketsIsNoProof() {
        assertThat(reason(judge(datagrams(Encapsulation.VXLAN, 50), 3))).contains("lost 3 packets");
    }

    @Test
    void aPacketThatLeftButDidNotArriveIsNoProof() {
        List<Datagram> datagrams = new ArrayList<>(datagrams(Encapsulation.VXLAN, 50));
        datagrams.set(
                0,
                new Datagram(1, 100, true, "ok", false, sightings(100, Encapsulation.VXLAN, 50)));
        assertThat(reason(judge(datagrams, 0))).contains("did not reach server");
    }

    @Test
    void nothingSentIsNoProof() {
        List<Datagram> none = List.of(new Datagram(1, 100, true, "ENETUNREACH", false, List.of()));
        assertThat(reason(judge(none, 0))).contains("no datagram could be sent", "ENETUNREACH");
    }

    @Test
    void aSenderThatTakesMoreThanItsMtuIsNoProof() {
        List<Datagram> datagrams = new ArrayList<>(datagrams(Encapsulation.VXLAN, 50));
        datagrams.set(2, datagram(3, MTU + 1, sightings(MTU + 1, Encapsulation.VXLAN, 50)));
        assertThat(reason(judge(datagrams, 0)))
                .contains("1451-byte packet was taken by client, whose MTU is 1450");
    }

    private static List<Datagram> datagrams(Encapsulation encapsulation, int overhead) {
        return List.of(
                datagram(1, 100, sightings(100, encapsulation, overhead)),
                datagram(2, MTU, sightings(MTU, encapsulation, overhead)),
                new Datagram(3, MTU + 1, true, "EMSGSIZE", false, List.of()));
    }

    private static Datagram datagram(int tag, int bytes, List<Sighting> sightings) {
        return new Datagram(tag, bytes, true, "ok", true, sightings);
    }

    private static List<Sighting> sightings(
            int innerBytes, Encapsulation encapsulation, int overhead) {
        return List.of(
                sighting("a", innerBytes, encapsulation, overhead),
                sighting("b", innerBytes, encapsulation, overhead));
    }

    private static Sighting sighting(
            String point, int innerBytes, Encapsulation encapsulation, int overhead) {
        return new Sighting(
                point,
                encapsulation,
                innerBytes + overhead,
                innerBytes,
                "198.18.0.1",
                "198.18.0.2",
                17,
                Optional.of(40000),
                Optional.of(4789),
                Optional.of(4096),
                false,
                true,
                true);
    }

    private static Verdict judge(List<Datagram> datagrams, long dropped) {
        return ProofJudge.judge(
                new WireProof(
                        Mode.VXLAN,
                        new Endpoint("client", "node-1", "198.18.1.1"),
                        new Endpoint("server", "node-2", "198.18.2.1"),
                        Optional.of(Encapsulation.VXLAN),
                        "kernel vxlan",
                        MTU,
                        datagrams,
                        List.of(
                                new CapturePoint("a", "node-1", "eth0", "ip", "a.pcap", 6, dropped),
                                new CapturePoint("b", "node-2", "eth0", "ip", "b.pcap", 6, 0)),
                        new Verdict.Pass()));
    }

    private static String reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        return ((Verdict.Inconclusive) verdict).reason();
    }
}
