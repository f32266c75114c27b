package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One run over IPv4 and IPv6: nodes with both, each mode's pods with one of them, in turn in the
/// same blocks.
@RequiresLab
@Tag("alone")
@Timeout(180)
class DualFamilyIT {
    private static final String SCENARIO =
            """
            name: both-families
            title: IPv4 beside IPv6
            modes: [bgp, ipip, vxlan]
            paths: [pod-pod-cross-node, pod-pod-same-node, pod-service, pod-nodeport, pod-node, node-pod]
            workloads:
              - udp_stream: {payload-bytes: 1200, packets-per-second: 200}
            baseline: false
            congestion-control: cubic
            default-preset: quick
            presets:
              quick:
                repeats: 1
                timing: {warmup: 20ms, duration: 200ms, interval: 50ms}
            """;

    private static final List<Mode> ALL =
            List.of(Mode.BGP, Mode.IPIP, Mode.VXLAN, Mode.BGP_IPV6, Mode.VXLAN_IPV6);

    private static final Map<Mode, Integer> OVERHEADS =
            Map.of(
                    Mode.BGP, 0,
                    Mode.IPIP, 20,
                    Mode.VXLAN, 50,
                    Mode.BGP_IPV6, 0,
                    Mode.VXLAN_IPV6, 70);

    @TempDir private static Path dir;
    private static Run run;
    private static List<Trial> trials = List.of();

    @BeforeAll
    static void measure() throws IOException {
        Path file = Files.writeString(dir.resolve("both.yaml"), SCENARIO);
        Path folder = dir.resolve("run");
        MainTest.Result result =
                MainTest.run(
                        "run", file.toString(), "--family", "dual", "--out", folder.toString());
        // one block is no basis for a verdict
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(4);
        run = RunFolder.open(folder).readRun();
        trials = RunFolder.open(folder).readTrials();
    }

    @Test
    void theWireShowsTheBytesOfEachModeInItsFamily() {
        assertThat(run.proofs()).hasSize(2 * ALL.size());
        for (WireProof proof : run.proofs()) {
            assertThat(proof.verdict()).as(proof.mode().id()).isEqualTo(new Verdict.Pass());
            int overhead = OVERHEADS.getOrDefault(proof.mode(), -1);
            assertThat(proof.overheads()).containsExactly(overhead);
            assertThat(proof.largestDelivered()).contains(1500 - overhead);
            assertThat(isSix(proof.from().address())).isEqualTo(proof.mode().isOverIpv6());
        }
        assertThat(run.tunnels().get(Mode.VXLAN)).contains("vxlan.calico");
        assertThat(run.tunnels().get(Mode.VXLAN_IPV6)).contains("vxlan-v6.calico");
    }

    @Test
    void everyPathHasNumbersOverTheModesFamily() {
        Map<Mode, Set<dev.wiregauge.scenario.Path>> measured = new EnumMap<>(Mode.class);
        for (Trial trial : trials) {
            trial.measurement()
                    .ifPresent(found -> {
                        Mode mode = trial.cell().mode();
                        assertThat(isSix(found.peerSeen())).isEqualTo(mode.isOverIpv6());
                        measured.computeIfAbsent(mode, _ -> new HashSet<>())
                                .add(trial.cell().path());
                    });
        }
        for (Mode mode : ALL) {
            assertThat(measured.get(mode)).as(mode.id() + ": " + trials).hasSize(6);
        }
    }

    private static boolean isSix(String address) {
        return address.indexOf(':') >= 0;
    }
}
