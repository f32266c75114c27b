package dev.wiregauge.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Inspection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class CaptureFindingsTest {
    private static final Inspection.Endpoint CLIENT =
            new Inspection.Endpoint("198.19.1.2", Optional.of(33_000));
    private static final Inspection.Endpoint SERVER =
            new Inspection.Endpoint("198.19.2.3", Optional.of(80));

    private static Inspection.Flow flow(
            Inspection.Endpoint from,
            Inspection.Endpoint to,
            String encapsulation,
            Optional<Inspection.Stall> stall) {
        return new Inspection.Flow(
                from,
                to,
                "tcp",
                encapsulation,
                10,
                5000,
                5000,
                Map.of(),
                1500,
                1500,
                10,
                0,
                0,
                Optional.of(1460),
                4,
                stall);
    }

    private static Inspection capture(
            List<Inspection.Flow> flows,
            List<Inspection.IcmpError> errors,
            List<Inspection.EncapsulationSeen> seen) {
        return new Inspection(
                Inspection.SCHEMA_VERSION,
                List.of(
                        new Inspection.Capture(
                                "a.pcap",
                                "pcap",
                                1000,
                                10,
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                new Inspection.FrameCounts(10, 0, 0, 0, 0, 0, 0),
                                seen,
                                List.of(),
                                errors,
                                flows,
                                flows.size(),
                                0)),
                List.of(),
                List.of());
    }

    private static List<String> ids(Inspection inspection) {
        return CaptureFindings.of(inspection).stream().map(Finding::id).toList();
    }

    private static Inspection.Stall stall(int bytes, boolean acknowledged, int passed) {
        return new Inspection.Stall(bytes, 5, acknowledged, passed);
    }

    @Test
    void callsSilentLossOfLargeSegmentsABlackHole() {
        Inspection inspection =
                capture(
                        List.of(flow(CLIENT, SERVER, "none", Optional.of(stall(1500, false, 240)))),
                        List.of(),
                        List.of());

        List<Finding> findings = CaptureFindings.of(inspection);

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().id()).isEqualTo("F02");
        assertThat(findings.getFirst().title()).contains("no ICMP says so");
        assertThat(findings.getFirst().confidence()).startsWith("high");
    }

    @Test
    void doesNotCallItSilentWhereARouterSpoke() {
        Inspection.IcmpError error =
                new Inspection.IcmpError(
                        "198.18.0.254",
                        "fragmentation needed",
                        Optional.of(1400),
                        "198.19.1.2",
                        "198.19.2.3",
                        3);
        Inspection inspection =
                capture(
                        List.of(flow(CLIENT, SERVER, "none", Optional.of(stall(1500, false, 240)))),
                        List.of(error),
                        List.of());

        assertThat(CaptureFindings.of(inspection))
                .extracting(Finding::title)
                .containsExactlyInAnyOrder(
                        "large packets vanish although ICMP tells their sender the MTU",
                        "packets exceed the MTU of the path");
    }

    @Test
    void leavesHealedAndSmallStallsAlone() {
        for (Inspection.Stall harmless :
                List.of(stall(1500, true, 240), stall(100, false, 60), stall(1400, false, 1500))) {
            assertThat(
                            ids(
                                    capture(
                                            List.of(
                                                    flow(
                                                            CLIENT,
                                                            SERVER,
                                                            "none",
                                                            Optional.of(harmless))),
                                            List.of(),
                                            List.of())))
                    .isEmpty();
        }
    }

    @Test
    void findsFragmentsOutsideOfATunnelButNotPlainOnes() {
        Inspection.EncapsulationSeen tunnel =
                new Inspection.EncapsulationSeen(
                        "vxlan", List.of(1), 10, Map.of(), 1450, 1400, 10, 0, 0, 6);
        Inspection.EncapsulationSeen plain =
                new Inspection.EncapsulationSeen(
                        "none", List.of(), 10, Map.of(), 1450, 1400, 0, 0, 0, 6);

        assertThat(ids(capture(List.of(), List.of(), List.of(tunnel)))).containsExactly("F04");
        assertThat(ids(capture(List.of(), List.of(), List.of(plain)))).isEmpty();
    }

    @Test
    void findsDirectionsThatAreEncapsulatedDifferently() {
        Inspection inspection =
                capture(
                        List.of(
                                flow(CLIENT, SERVER, "vxlan", Optional.empty()),
                                flow(SERVER, CLIENT, "none", Optional.empty())),
                        List.of(),
                        List.of());

        assertThat(ids(inspection)).containsExactly("F26");
    }
}
