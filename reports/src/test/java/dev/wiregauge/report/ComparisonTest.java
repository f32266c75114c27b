package dev.wiregauge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class ComparisonTest {
    @TempDir private Path temp = Path.of("");

    private RunFolder sample() {
        return new SampleRun(7, "quick").write(temp.resolve("run"));
    }

    @Test
    void findsTheTrueRatiosOfASampleRun() {
        Comparison comparison = Comparison.of(sample());
        assertThat(comparison.reference()).isEqualTo("bgp");
        PairedRatio vxlan = ratio(comparison, "pod-pod-cross-node/tcp_stream", Mode.VXLAN);
        assertThat(vxlan.pairs()).isEqualTo(6);
        assertThat(vxlan.ratio()).isCloseTo(.88, within(.04));
        assertThat(vxlan.interval().map(ConfidenceInterval::level)).contains(.96875);
        assertThat(ratio(comparison, "pod-pod-same-node/tcp_stream", Mode.VXLAN).ratio())
                .isCloseTo(1, within(.05));
        assertThat(comparison.conclude()).isEqualTo(new Verdict.Pass());
    }

    @Test
    void aControlThatMovedIsToldWithItsRatios() {
        SampleRun quiet = new SampleRun(11, "quick").streamsOnly().noise(.01);
        assertThat(Caveats.of(Comparison.of(quiet.write(temp.resolve("quiet")))))
                .noneMatch(caveat -> caveat.contains("control"));
        SampleRun disturbed =
                new SampleRun(11, "quick").streamsOnly().noise(.01).control(Mode.IPIP, 2);
        assertThat(Caveats.of(Comparison.of(disturbed.write(temp.resolve("disturbed")))))
                .anyMatch(caveat ->
                        caveat.matches(
                                "The control moved: .*, tcp_stream has ratios other than 1: "
                                        + "goodput (1\\.9|2\\.0).*"));
    }

    @Test
    void aServiceReachedWithSnatIsLabelledAndComparedWithNoneThatIsNot() {
        Comparison comparison =
                Comparison.of(
                        new SampleRun(7, "quick")
                                .streamsOnly()
                                .snat(Mode.VXLAN)
                                .write(temp.resolve("run")));
        assertThat(value(comparison, "pod-service/tcp_stream", Mode.VXLAN).toReference()).isEmpty();
        assertThat(value(comparison, "pod-service/tcp_stream", Mode.IPIP).toReference())
                .isPresent();
        assertThat(value(comparison, "pod-pod-cross-node/tcp_stream", Mode.VXLAN).toReference())
                .isPresent();
        assertThat(Caveats.of(comparison))
                .anyMatch(caveat ->
                        caveat.startsWith("With SNAT: vxlan/pod-service/tcp_stream")
                                && caveat.contains("saw 198.18.255.1 instead of"));
        assertThat(comparison.conclude())
                .as("what cannot be compared is no missing pair")
                .isEqualTo(new Verdict.Pass());
    }

    @Test
    void ordersRowsByWorkloadThenPathWithLimitedRowsLast() {
        assertThat(Comparison.of(sample()).rows())
                .extracting(Row::name)
                .containsExactly(
                        "pod-pod-cross-node/tcp_stream",
                        "pod-pod-same-node/tcp_stream",
                        "pod-service/tcp_stream",
                        "pod-pod-cross-node/tcp_rr",
                        "pod-pod-same-node/tcp_rr",
                        "pod-service/tcp_rr",
                        "node-node/tcp_stream",
                        "node-node/tcp_rr",
                        "pod-pod-cross-node/tcp_stream@100Mbit");
    }

    @Test
    void percentilesComeFromMergedHistogramsAndNotFromAverages() {
        RunFolder folder = sample();
        Comparison comparison = Comparison.of(folder);
        Entry entry = entry(comparison, "pod-pod-cross-node/tcp_rr", Mode.IPIP);
        long merged = entry.latency().orElseThrow().getTotalCount();
        long summed =
                entry.validTrials().stream()
                        .mapToLong(t ->
                                folder.readHistogram(t.histogram().orElseThrow()).getTotalCount())
                        .sum();
        assertThat(merged).isEqualTo(summed);
        assertThat(entry.value(Metric.LATENCY_P99).flatMap(Value::central))
                .contains((double) entry.latency().orElseThrow().getValueAtPercentile(99));
    }

    @Test
    void sameNodeIsNotComparedWithTheHostBaseline() {
        Comparison comparison = Comparison.of(sample());
        assertThat(value(comparison, "pod-pod-same-node/tcp_stream", Mode.BGP).toHost()).isEmpty();
        assertThat(
                        value(comparison, "pod-pod-cross-node/tcp_stream", Mode.BGP)
                                .toHost()
                                .orElseThrow()
                                .ratio())
                .isCloseTo(1 / 1.3, within(.04));
    }

    @Test
    void limitedRowStandsBesideTheArithmeticOfHeaders() {
        Comparison comparison = Comparison.of(sample());
        String row = "pod-pod-cross-node/tcp_stream@100Mbit";
        assertThat(expected(comparison, row, Mode.BGP)).isCloseTo(100e6 * 1448 / 1514, within(1.));
        assertThat(expected(comparison, row, Mode.IPIP)).isCloseTo(100e6 * 1428 / 1514, within(1.));
        assertThat(expected(comparison, row, Mode.VXLAN))
                .isCloseTo(100e6 * 1398 / 1514, within(1.));
        assertThat(entry(comparison, row, Mode.VXLAN).verdict()).isEqualTo(new Verdict.Pass());
    }

    @Test
    void anUnprovedModeGivesNoRatioAndNamesTheModeReallySeen() {
        RunFolder folder =
                new SampleRun(7, "quick").vxlanRoutedPlain().write(temp.resolve("plain"));
        Comparison comparison = Comparison.of(folder);
        assertThat(value(comparison, "pod-pod-cross-node/tcp_stream", Mode.IPIP).toReference())
                .isPresent();
        Entry vxlan = entry(comparison, "pod-pod-cross-node/tcp_stream", Mode.VXLAN);
        assertThat(vxlan.values()).isEmpty();
        assertThat(vxlan.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(Verdicts.reasons(comparison.conclude()).getFirst())
                .contains("mode vxlan is not proved")
                .contains("the wire shows none");
        assertThat(Headline.of(comparison).proof())
                .contains("Not proved: vxlan (the wire shows no encapsulation)");
    }

    @Test
    void onlyTheLatestAttemptOfABlockCountsAndItCountsWhole() {
        RunFolder folder = sample();
        List<Trial> trials = new ArrayList<>(folder.readTrials());
        String row = "pod-pod-cross-node/tcp_stream";
        Trial repeated =
                trials.stream()
                        .filter(t -> t.block() == 2 && t.cell().id().equals("vxlan/" + row))
                        .findFirst()
                        .orElseThrow();
        trials.add(
                new Trial(
                        trials.size() + 1,
                        2,
                        2,
                        repeated.cell(),
                        repeated.startedAt(),
                        new Verdict.Inconclusive("agent lost"),
                        Optional.empty(),
                        Optional.empty()));
        Comparison comparison = Comparison.of(folder.readRun(), trials, folder::readHistogram);
        assertThat(ratio(comparison, row, Mode.IPIP).pairs()).isEqualTo(5);
        assertThat(ratio(comparison, row, Mode.VXLAN).pairs()).isEqualTo(5);
        assertThat(SetAside.byReason(comparison)).containsKey("agent lost");
    }

    @Test
    void fourPairsAreNotEnoughForAVerdict() {
        RunFolder folder = sample();
        List<Trial> trials =
                folder.readTrials().stream().filter(t -> t.block() <= 4 || t.block() > 6).toList();
        Comparison comparison = Comparison.of(folder.readRun(), trials, folder::readHistogram);
        assertThat(Verdicts.reasons(comparison.conclude()).getFirst())
                .contains("are needed")
                .contains("more cells");
    }

    @Test
    void terminalTableNeverExceedsItsWidthAndKeepsTheAnswer() {
        Comparison comparison = Comparison.of(sample());
        for (int width : new int[] {80, 120, 200}) {
            String text = TerminalTable.render(comparison, width, false);
            assertThat(text.lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
            assertThat(text).contains("verdict: pass").contains("proved");
        }
        assertThat(TerminalTable.render(comparison, 120, false))
                .contains("+50 B")
                .contains("UDP 4789, VNI 4096");
        assertThat(TerminalTable.render(comparison, 100, true)).contains("\u001b[1m");
    }

    @Test
    void whereTheMachineWasTooNoisyTheAnswerSaysHowManyRepeatsItWouldTake() {
        Comparison noisy =
                Comparison.of(
                        new SampleRun(2, "quick")
                                .streamsOnly()
                                .noise(.5)
                                .goodput(Mode.IPIP, 1)
                                .goodput(Mode.VXLAN, 1)
                                .write(temp.resolve("noisy")));
        assertThat(Headline.of(noisy).sentence())
                .contains("was too noisy here to tell")
                .containsPattern("about \\d{3,} repeats would show 5 %");
    }

    private static Entry entry(Comparison comparison, String row, Mode mode) {
        return comparison.rows().stream()
                .filter(each -> each.name().equals(row))
                .findFirst()
                .flatMap(each -> each.entry(mode.id()))
                .orElseThrow();
    }

    private static Value value(Comparison comparison, String row, Mode mode) {
        return entry(comparison, row, mode).value(Metric.GOODPUT).orElseThrow();
    }

    private static PairedRatio ratio(Comparison comparison, String row, Mode mode) {
        return value(comparison, row, mode).toReference().orElseThrow();
    }

    private static double expected(Comparison comparison, String row, Mode mode) {
        return entry(comparison, row, mode).arithmetic().orElseThrow().expectedBitsPerSecond();
    }
}
