package dev.wiregauge.report.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// The gate on what real runs measured, with a truth that is known: `slower` had uplinks at 95 % of
/// those of `A` and `same`. Recorded by `GateSeriesIT`; see the fixtures' README.
@Timeout(60)
class RecordedSeriesTest {
    /// That of the default policy.
    private static final Policy.Change RULE =
            new Policy.Change(
                    Metric.GOODPUT,
                    Policy.Against.VARIANT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    3,
                    Optional.of(2.));

    /// Bits per second by block, by variant.
    private record Run(int number, Map<String, Map<Integer, Double>> variants) {}

    private static List<Run> runs(String series) {
        Map<Integer, Map<String, Map<Integer, Double>>> runs = new TreeMap<>();
        for (String line : lines(series + "-series.csv")) {
            String[] fields = line.split(",", -1);
            runs.computeIfAbsent(Integer.valueOf(fields[0]), _ -> new TreeMap<>())
                    .computeIfAbsent(fields[2], _ -> new TreeMap<>())
                    .put(Integer.valueOf(fields[1]), Double.valueOf(fields[3]));
        }
        return runs.entrySet().stream()
                .map(each -> new Run(each.getKey(), each.getValue()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "quiet"})
    void judgesEachRunAsTheGateDidWhenItWasMeasured(String series) {
        List<Run> runs = runs(series);
        List<String> verdicts = lines(series + "-verdicts.csv");
        assertThat(verdicts).hasSize(runs.size()).hasSizeGreaterThanOrEqualTo(20);
        for (int i = 0; i < runs.size(); i++) {
            String[] fields = verdicts.get(i).split(",", -1);
            List<Check> checks = judge(runs.get(i));
            assertThat(Integer.parseInt(fields[0])).isEqualTo(runs.get(i).number());
            assertThat(checks.stream().map(check -> check.outcome().word()))
                    .as("run " + fields[0] + ": " + checks)
                    .containsExactly(fields[1], fields[2]);
        }
    }

    /// Where other work took whole trials away, "inconclusive" is the right answer, a wrong one
    /// never.
    @ParameterizedTest
    @CsvSource({"busy, 14", "quiet, 19"})
    void catchesFivePercentAndIsNeverWrong(String series, int caughtOfTwenty) {
        List<List<Check>> all = runs(series).stream().map(RecordedSeriesTest::judge).toList();
        assertThat(count(all, 1, Outcome.REGRESSION) * 20)
                .isGreaterThanOrEqualTo((long) all.size() * caughtOfTwenty);
        assertThat(count(all, 1, Outcome.PASS) + count(all, 1, Outcome.IMPROVEMENT)).isZero();
        assertThat(count(all, 0, Outcome.REGRESSION) + count(all, 0, Outcome.IMPROVEMENT)).isZero();
    }

    private static long count(List<List<Check>> all, int variant, Outcome outcome) {
        return all.stream().filter(checks -> checks.get(variant).outcome() == outcome).count();
    }

    /// @return of `same`, then of `slower`
    private static List<Check> judge(Run run) {
        WithinRun gate = new WithinRun(.95);
        return ChangeChecks.corrected(
                List.of(
                        gate.draft(RULE, cell("same"), changes(run, "same")),
                        gate.draft(RULE, cell("slower"), changes(run, "slower"))),
                .95);
    }

    private static double[] changes(Run run, String variant) {
        Map<Integer, Double> first = Objects.requireNonNull(run.variants().get("A"));
        return Objects.requireNonNull(run.variants().get(variant)).entrySet().stream()
                .filter(sample -> first.containsKey(sample.getKey()))
                .mapToDouble(sample ->
                        Math.log(
                                Objects.requireNonNull(first.get(sample.getKey()))
                                        / sample.getValue()))
                .toArray();
    }

    private static Cell cell(String variant) {
        return new Cell(
                Mode.VXLAN,
                Path.POD_POD_CROSS_NODE,
                new Workload.TcpStream(1, 1 << 17),
                Optional.empty(),
                Optional.of(new Cell.VariantCell(variant, "vxlan/pod-pod-cross-node/tcp_stream")));
    }

    /// Without the heading.
    private static List<String> lines(String fixture) {
        try (InputStream in =
                Objects.requireNonNull(RecordedSeriesTest.class.getResourceAsStream(fixture))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
