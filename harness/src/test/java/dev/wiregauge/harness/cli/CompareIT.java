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

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One whole comparison through the real command, then every claim of it checked against its
/// evidence.
@RequiresLab
@Tag("alone")
@Timeout(240)
class CompareIT {
    private static final Map<Mode, Integer> OVERHEAD_BYTES =
            Map.of(Mode.HOST, 0, Mode.BGP, 0, Mode.IPIP, 20, Mode.VXLAN, 50);

    @TempDir private static Path dir;
    private static MainTest.Result result = new MainTest.Result(-1, "", "");
    private static List<Trial> trials = List.of();
    private static Path folder = Path.of(".");

    @BeforeAll
    static void compare() throws IOException {
        folder = dir.resolve("run");
        result =
                MainTest.run(
                        "run",
                        Scenarios.shortComparison(dir).toString(),
                        "--out",
                        folder.toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        trials = RunFolder.open(folder).readTrials();
    }

    private static Run readRun() {
        return RunFolder.open(folder).readRun();
    }

    @Test
    void everyModeIsProvedInBothDirectionsWithItsBytes() {
        Run run = readRun();
        assertThat(run.verdict()).isEqualTo(new Verdict.Pass());
        assertThat(run.proofs()).hasSize(8);
        for (WireProof proof : run.proofs()) {
            assertThat(proof.overheads()).containsExactly(OVERHEAD_BYTES.get(proof.mode()));
            assertThat(proof.largestDelivered())
                    .contains(1500 - OVERHEAD_BYTES.getOrDefault(proof.mode(), 0));
        }
        assertThat(run.proofs()).extracting(WireProof::mode).containsAll(OVERHEAD_BYTES.keySet());
    }

    @Test
    void tsharkSeesTheSameInTheCaptures() throws Exception {
        for (String node : List.of("node1", "node2")) {
            assertThat(tshark("bgp-" + node, "ip.proto==4 || vxlan")).isZero();
            assertThat(tshark("bgp-" + node, "udp")).isPositive();
            assertThat(tshark("ipip-" + node, "ip.proto==4"))
                    .isEqualTo(tshark("ipip-" + node, "udp"))
                    .isPositive();
            assertThat(tshark("vxlan-" + node, "vxlan.vni==4096 && udp.dstport==4789"))
                    .isPositive();
            assertThat(tshark("vxlan-" + node, "!vxlan && !arp && !icmp")).isZero();
        }
    }

    @Test
    void everyPlannedTrialCountedAndSaysWhoServedIt() {
        assertThat(trials.stream().filter(trial -> trial.verdict().passed()))
                .hasSizeGreaterThanOrEqualTo(readRun().plannedTrials());
        for (Trial trial : trials) {
            Measurement measured = trial.measurement().orElseThrow();
            assertThat(measured.servedBy()).isNotEmpty();
            assertThat(measured.tcp().orElseThrow().congestionControl()).isEqualTo("cubic");
            assertThat(measured.tcpSeries().orElseThrow())
                    .isNotEmpty()
                    .allMatch(series -> series.atNs().size() > 1);
            if (trial.cell().path() == dev.wiregauge.scenario.Path.POD_SERVICE) {
                assertThat(Set.of("server-1", "server-2"))
                        .contains(measured.servedBy().getFirst().replaceAll("^[a-z]+-", ""));
                // kube-proxy keeps a pod's source address
                assertThat(measured.peerSeen()).isEqualTo(measured.clientAddress());
            }
        }
    }

    @Test
    void roundTripsAreInHistogramsThatHoldAsManyAsWereCounted() {
        List<Trial> roundTrips =
                trials.stream()
                        .filter(trial -> trial.cell().workload().id().equals("tcp_rr"))
                        .toList();
        assertThat(roundTrips).isNotEmpty();
        for (Trial trial : roundTrips) {
            assertThat(
                            RunFolder.open(folder)
                                    .readHistogram(trial.histogram().orElseThrow())
                                    .getTotalCount())
                    .isEqualTo(trial.measurement().orElseThrow().transactions());
        }
    }

    /// The only ordering that a test may hold: over a limited wire a byte of overhead costs a byte
    /// of goodput.
    @Test
    void overLimitedUplinksGoodputFollowsTheArithmetic() {
        assertThat(limitedGoodput(Mode.BGP)).isGreaterThan(limitedGoodput(Mode.IPIP));
        assertThat(limitedGoodput(Mode.IPIP)).isGreaterThan(limitedGoodput(Mode.VXLAN));
    }

    /// The median of three: a single trial may begin or end in the repair of a loss.
    private static double limitedGoodput(Mode mode) {
        List<Double> sorted =
                trials.stream()
                        .filter(trial -> trial.cell().mode() == mode)
                        .filter(trial -> trial.cell().wireLimitBitsPerSecond().isPresent())
                        .map(trial -> trial.measurement().orElseThrow().goodputBitsPerSecond())
                        .sorted()
                        .toList();
        return sorted.get(sorted.size() / 2);
    }

    @Test
    void theReportIsOneFileThatNamesEachModesBytes() throws Exception {
        String html = Files.readString(folder.resolve(RunFolder.REPORT));
        assertThat(html)
                .contains("<svg", "198.18.")
                .doesNotContain("src=\"http", "url(http", "@import", "<link");
        assertThat(result.out()).contains("report.html");
    }

    @Test
    void theCapturedEncapsulationsAreThoseOfTheModes() {
        for (WireProof proof : readRun().proofs()) {
            Encapsulation expected =
                    switch (proof.mode()) {
                        case IPIP -> Encapsulation.IPIP;
                        case VXLAN -> Encapsulation.VXLAN;
                        default -> Encapsulation.NONE;
                    };
            assertThat(proof.encapsulations()).containsExactly(expected);
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        assertThat(Lines.of("ip", "netns", "list"))
                .noneMatch(line -> line.contains(readRun().id()));
    }

    private static long tshark(String capture, String filter) throws Exception {
        return Lines.of(
                        "tshark",
                        "-r",
                        folder.resolve("evidence/" + capture + ".pcap").toString(),
                        "-Y",
                        filter,
                        "-T",
                        "fields",
                        "-e",
                        "frame.number")
                .size();
    }

    /// Lines of a program's output.
    static final class Lines {
        private Lines() {}

        static List<String> of(String... command) throws IOException, InterruptedException {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
            return output.lines().toList();
        }
    }
}
