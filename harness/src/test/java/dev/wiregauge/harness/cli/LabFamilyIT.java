package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Every workload, every path and the proof over IPv6: plain routes, and VXLAN with the 70 bytes of
/// an IPv6 underlay.
@Tag("full")
@RequiresLab
@Tag("alone")
@Timeout(180)
class LabFamilyIT {
    private static final String SCENARIO =
            """
            name: family-six
            title: Everything over IPv6
            modes: [bgp, vxlan]
            paths: [pod-pod-cross-node, pod-service, pod-nodeport, pod-self-service]
            workloads:
              - tcp_stream: {streams: 2, write-bytes: 128KiB}
              - tcp_stream: {streams: 1, write-bytes: 128KiB, direction: both}
              - tcp_stream_zero_copy: {streams: 1, write-bytes: 128KiB, truncate: true}
              - tcp_rr: {request-bytes: 64, response-bytes: 64}
              - tcp_crr: {request-bytes: 64, response-bytes: 64}
              - udp_rr: {request-bytes: 64, response-bytes: 64}
              - udp_stream: {payload-bytes: 1200, packets-per-second: 5000}
              - udp_stream_segmented: {payload-bytes: 1200, packets-per-second: 20000}
              - tcp_rr_under_load:
                  load: {streams: 1, write-bytes: 128KiB}
                  probe:
                    request-bytes: 64
                    response-bytes: 64
                    pace: {requests-per-second: 500, arrivals: fixed, waiting: sleep}
              - udp_rate_sweep: {payload-bytes: 64, loss-per-million: 100000, most-packets-per-second: 20000, steps: 4}
            baseline: true
            congestion-control: cubic
            default-preset: quick
            presets:
              quick:
                repeats: 1
                timing: {warmup: 20ms, duration: 300ms, interval: 50ms}
            """;

    @TempDir private static Path dir;
    private static Run run;
    private static List<Trial> trials = List.of();

    @BeforeAll
    static void measure() throws IOException {
        Path file = Files.writeString(dir.resolve("six.yaml"), SCENARIO);
        Path folder = dir.resolve("run");
        MainTest.Result result =
                MainTest.run("run", file.toString(), "--family", "6", "--out", folder.toString());
        // one block is no basis for a verdict
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(4);
        run = RunFolder.open(folder).readRun();
        trials = RunFolder.open(folder).readTrials();
    }

    @Test
    void theWireShowsTheBytesOfEachModeInBothDirections() {
        assertThat(run.proofs()).hasSize(6);
        for (WireProof proof : run.proofs()) {
            assertThat(proof.verdict()).isEqualTo(new Verdict.Pass());
            assertThat(proof.from().address()).startsWith("2001:2:");
            boolean vxlan = proof.mode() == Mode.VXLAN;
            assertThat(proof.overheads()).containsExactly(vxlan ? 70 : 0);
            assertThat(proof.encapsulations())
                    .containsExactly(vxlan ? Encapsulation.VXLAN : Encapsulation.NONE);
            assertThat(proof.largestDelivered()).contains(vxlan ? 1430 : 1500);
        }
    }

    @Test
    void everyWorkloadHasNumbersInEveryMode() {
        Map<Mode, List<Workload>> passed =
                trials.stream()
                        .filter(trial -> trial.verdict().passed())
                        .collect(
                                Collectors.groupingBy(
                                        trial -> trial.cell().mode(),
                                        Collectors.mapping(
                                                trial -> trial.cell().workload(),
                                                Collectors.toList())));
        for (Mode mode : List.of(Mode.HOST, Mode.BGP, Mode.VXLAN)) {
            assertThat(passed.get(mode))
                    .as(mode.id() + ": " + reasons())
                    .containsAll(run.scenario().workloads());
        }
    }

    private static List<String> reasons() {
        return trials.stream()
                .filter(trial -> !trial.verdict().passed())
                .map(trial -> trial.cell().id() + ": " + trial.verdict())
                .toList();
    }

    @Test
    void servicesTranslateAndPodsKeepTheirAddressExceptToThemselves() {
        for (Trial trial : trials) {
            if (trial.measurement().isEmpty()) {
                continue;
            }
            Measurement measured = trial.measurement().get();
            switch (trial.cell().path()) {
                case POD_POD_CROSS_NODE, POD_SERVICE, NODE_NODE ->
                        assertThat(measured.peerSeen()).isEqualTo(measured.clientAddress());
                // through a node's port and to itself, as over IPv4
                case POD_NODEPORT, POD_SELF_SERVICE ->
                        assertThat(measured.peerSeen()).isNotEqualTo(measured.clientAddress());
                case POD_POD_SAME_NODE, POD_LOADBALANCER, POD_HEADLESS, NODE_POD, POD_NODE ->
                        throw new AssertionError("not in the scenario: " + trial.cell().id());
            }
        }
    }
}
