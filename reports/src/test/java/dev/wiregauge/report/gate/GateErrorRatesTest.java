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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Simulated runs of known truth. The noise of one trial is what 23 published CNI variants showed:
/// a coefficient of variation of 3 % (median) and 4.4 %; a ratio of two trials has sqrt(2) times
/// that.
@Timeout(60)
class GateErrorRatesTest {
    private static final double[] NOISES = {.03, .044};
    private static final int CELLS = 10;
    private static final Cell CELL =
            new Cell(
                    Mode.VXLAN,
                    Path.POD_POD_CROSS_NODE,
                    new Workload.TcpStream(1, 1 << 17),
                    Optional.empty());

    private static Policy.Change rule(double allowedPercent) {
        return new Policy.Change(
                Metric.GOODPUT,
                Policy.Against.REFERENCE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                allowedPercent,
                Optional.empty());
    }

    /// One gate over ten cells, of which the first became worse by that share.
    private static List<Check> gate(
            double allowedPercent, double worse, int pairs, double noise, SplittableRandom random) {
        List<ChangeChecks.Draft> drafts = new ArrayList<>();
        for (int cell = 0; cell < CELLS; cell++) {
            double shift = cell == 0 ? -Math.log1p(-worse) : 0;
            double[] before = sample(0, pairs, noise, random);
            double[] after = sample(shift, pairs, noise, random);
            drafts.add(ChangeChecks.paired(.95, rule(allowedPercent), CELL, before, after));
        }
        return ChangeChecks.corrected(drafts, .95);
    }

    private static double[] sample(double shift, int pairs, double noise, SplittableRandom random) {
        double[] sample = new double[pairs];
        Arrays.setAll(sample, i -> shift + Math.sqrt(2) * noise * random.nextGaussian());
        return sample;
    }

    private static long gatesWithRegression(
            double allowedPercent, double worse, int pairs, double noise, int experiments) {
        SplittableRandom random = new SplittableRandom(pairs);
        long regressions = 0;
        for (int e = 0; e < experiments; e++) {
            regressions +=
                    gate(allowedPercent, worse, pairs, noise, random).stream()
                                    .anyMatch(c -> c.outcome() == Outcome.REGRESSION)
                            ? 1
                            : 0;
        }
        return regressions;
    }

    @Test
    void unchangedRunsRaiseAtMostOneFalseAlarmInAHundredGatesOfTenCells() {
        for (double noise : NOISES) {
            for (int pairs : new int[] {6, 10}) {
                assertThat(gatesWithRegression(2, 0, pairs, noise, 300))
                        .as("noise %s, %d pairs", noise, pairs)
                        .isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void atTheEdgeOfWhatIsAllowedTheFamilysErrorStaysBelowItsLevel() {
        // the worst case of the null hypothesis: exactly as much worse as allowed
        for (double noise : NOISES) {
            long alarms = gatesWithRegression(5, .05, 10, noise, 400);
            assertThat(alarms).as("noise %s", noise).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void aLargeRegressionIsCaughtAlmostAlways() {
        assertThat(gatesWithRegression(5, .2, 10, .03, 200)).isGreaterThanOrEqualTo(190);
        assertThat(gatesWithRegression(5, .2, 12, .044, 200)).isGreaterThanOrEqualTo(180);
    }

    @Test
    void aRateFivePercentLowerIsCaughtOnALimitedWire() {
        // over a token bucket trials differ by about 0.2 %
        assertThat(gatesWithRegression(2, .05, 10, .002, 200)).isEqualTo(200);
    }

    @Test
    void noWorseIsNeverShownOfSomethingThatIsWorse() {
        SplittableRandom random = new SplittableRandom(8);
        int wrong = 0;
        int experiments = 400;
        for (int e = 0; e < experiments; e++) {
            Check first = gate(5, .0501, 10, .03, random).getFirst();
            wrong +=
                    first.outcome() == Outcome.PASS || first.outcome() == Outcome.IMPROVEMENT
                            ? 1
                            : 0;
        }
        assertThat(wrong / (double) experiments).isLessThan(.025 + .023);
    }
}
