package dev.wiregauge.report.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    /// Bits per second by block, by variant, by run.
    private final Map<Integer, Map<String, Map<Integer, Double>>> runs = new TreeMap<>();

    RecordedSeriesTest() {
        for (String line : lines("gate-series.csv")) {
            String[] fields = line.split(",", -1);
            runs.computeIfAbsent(Integer.valueOf(fields[0]), _ -> new TreeMap<>())
                    .computeIfAbsent(fields[2], _ -> new TreeMap<>())
                    .put(Integer.valueOf(fields[1]), Double.valueOf(fields[3]));
        }
    }

    @Test
    void judgesEachRunAsTheGateDidWhenItWasMeasured() {
        for (String line : lines("gate-verdicts.csv")) {
            String[] fields = line.split(",", -1);
            List<Check> checks = judge(Integer.parseInt(fields[0]));
            assertThat(checks.stream().map(check -> check.outcome().word()))
                    .as("run " + fields[0] + ": " + checks)
                    .containsExactly(fields[1], fields[2]);
        }
        assertThat(lines("gate-verdicts.csv")).hasSize(runs.size());
    }

    /// The machine was not idle: where other work took whole trials away, "inconclusive" is the
    /// right answer, a wrong one never.
    @Test
    void catchesFivePercentAndIsNeverWrong() {
        List<List<Check>> all = runs.keySet().stream().map(this::judge).toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(20);
        assertThat(count(all, 1, Outcome.REGRESSION) * 10).isGreaterThanOrEqualTo(all.size() * 7L);
        assertThat(count(all, 1, Outcome.PASS) + count(all, 1, Outcome.IMPROVEMENT)).isZero();
        assertThat(count(all, 0, Outcome.REGRESSION) + count(all, 0, Outcome.IMPROVEMENT)).isZero();
    }

    private static long count(List<List<Check>> all, int variant, Outcome outcome) {
        return all.stream().filter(checks -> checks.get(variant).outcome() == outcome).count();
    }

    /// @return of `same`, then of `slower`
    private List<Check> judge(int run) {
        WithinRun gate = new WithinRun(.95);
        return ChangeChecks.corrected(
                List.of(
                        gate.draft(RULE, cell("same"), changes(run, "same")),
                        gate.draft(RULE, cell("slower"), changes(run, "slower"))),
                .95);
    }

    private double[] changes(int run, String variant) {
        Map<String, Map<Integer, Double>> variants = Objects.requireNonNull(runs.get(run));
        Map<Integer, Double> first = Objects.requireNonNull(variants.get("A"));
        return Objects.requireNonNull(variants.get(variant)).entrySet().stream()
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
