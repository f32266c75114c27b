package dev.wiregauge.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

@Timeout(60)
class DecisionStatisticsTest {
    @Test
    void rankSumDistributionOfTwoAndTwo() {
        // the six ways to place two of four ranks: U = 0, 1, 2, 2, 3, 4
        assertThat(RankSum.distribution(2, 2))
                .containsExactly(1 / 6.0, 1 / 6.0, 2 / 6.0, 1 / 6.0, 1 / 6.0);
    }

    @Test
    void rankSumAgreesWithCommonsStatistics() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20; i++) {
            double[] baseline = random.doubles(6 + i % 4).toArray();
            double[] candidate = random.doubles(5 + i % 3).map(v -> v + .3).toArray();
            double expected =
                    MannWhitneyUTest.withDefaults()
                            .with(AlternativeHypothesis.GREATER_THAN)
                            .with(PValueMethod.EXACT)
                            .withMu(.1)
                            .test(candidate, baseline)
                            .getPValue();
            assertThat(RankSum.probabilityOfMoreThan(.1, baseline, candidate))
                    .isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void rankSumIntervalHoldsItsLevel() {
        SplittableRandom random = new SplittableRandom(9);
        int held = 0;
        int experiments = 2000;
        double level = 0;
        for (int e = 0; e < experiments; e++) {
            double[] baseline = new double[6];
            double[] candidate = new double[8];
            Arrays.setAll(baseline, i -> random.nextGaussian());
            Arrays.setAll(candidate, i -> random.nextGaussian() + 1.5);
            ConfidenceInterval interval =
                    RankSum.of(baseline, candidate, .95).interval().orElseThrow();
            level = interval.level();
            held += interval.contains(1.5) ? 1 : 0;
        }
        assertThat(level).isGreaterThanOrEqualTo(.95);
        double error = 3 * Math.sqrt(level * (1 - level) / experiments);
        assertThat(held / (double) experiments).isCloseTo(level, within(error));
    }

    @Test
    void oneAgainstOneHasNoInterval() {
        assertThat(RankSum.of(new double[] {1}, new double[] {2}, .95).interval()).isEmpty();
    }

    @Test
    void holmMultipliesTheSmallestByTheNumberOfTests() {
        assertThat(Holm.adjust(new double[] {.04, .01, .03}))
                .containsExactly(new double[] {.06, .03, .06}, within(1e-12));
        assertThat(Holm.adjust(new double[] {.9, .8})).containsExactly(1, 1);
    }

    @Test
    void holmKeepsTheFamilysFalseAlarmsBelowTheLevel() {
        SplittableRandom random = new SplittableRandom(2);
        int alarms = 0;
        for (int e = 0; e < 4000; e++) {
            double[] adjusted = Holm.adjust(random.doubles(20).toArray());
            alarms += Arrays.stream(adjusted).anyMatch(p -> p < .05) ? 1 : 0;
        }
        assertThat(alarms / 4000.0).isCloseTo(.05, within(.012));
    }

    @Test
    void aDetectableChangeIsDetectedFourTimesInFive() {
        SplittableRandom random = new SplittableRandom(6);
        double[] like = new double[20_000];
        Arrays.setAll(like, i -> .03 * random.nextGaussian());
        double spread = Samples.standardDeviation(like);
        double[] twelve = scaledTo(spread, 12);
        double change = Math.log(DetectableChange.ofPairs(twelve));
        int shown = 0;
        int experiments = 600;
        for (int e = 0; e < experiments; e++) {
            double[] logs = new double[12];
            Arrays.setAll(logs, i -> change + .03 * random.nextGaussian());
            shown += PairedRatio.of(logs, .95, e).differs() ? 1 : 0;
        }
        assertThat(shown / (double) experiments).isCloseTo(.8, within(.06));
    }

    /// Values with exactly that standard deviation.
    private static double[] scaledTo(double spread, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> i);
        double factor = spread / Samples.standardDeviation(values);
        return Arrays.stream(values).map(v -> v * factor).toArray();
    }

    @Test
    void moreNoiseNeedsMorePairs() {
        double[] quiet = scaledTo(.01, 10);
        double[] noisy = scaledTo(.05, 10);
        assertThat(DetectableChange.pairsFor(1.03, quiet)).isLessThan(6);
        assertThat(DetectableChange.pairsFor(1.03, noisy)).isBetween(20, 30);
        assertThatThrownBy(() -> DetectableChange.pairsFor(1, quiet))
                .hasMessageContaining("above 1");
    }

    @Test
    void equivalenceLooksAtTheWholeInterval() {
        assertThat(Equivalence.noWorseThan(new ConfidenceInterval(.99, 1.02, .95), 1.03))
                .isEqualTo(Equivalence.SHOWN);
        assertThat(Equivalence.noWorseThan(new ConfidenceInterval(1.04, 1.09, .95), 1.03))
                .isEqualTo(Equivalence.REFUTED);
        assertThat(Equivalence.noWorseThan(new ConfidenceInterval(1.01, 1.09, .95), 1.03))
                .isEqualTo(Equivalence.OPEN);
    }

    @Test
    void findsAStepOfAKnownPlaceAndNothingInNoise() {
        ChangePoints search = new ChangePoints(199, .01, 5);
        SplittableRandom random = new SplittableRandom(12);
        double[] step = new double[40];
        Arrays.setAll(step, i -> 100 + (i < 25 ? 0 : -8) + 2 * random.nextGaussian());
        assertThat(search.of(step, new SplittableRandom(1)))
                .singleElement()
                .satisfies(change -> assertThat(change.index()).isBetween(24, 26));
        int alarms = 0;
        for (int e = 0; e < 40; e++) {
            double[] noise = random.doubles(30).toArray();
            alarms += search.of(noise, new SplittableRandom(e)).isEmpty() ? 0 : 1;
        }
        assertThat(alarms).isLessThanOrEqualTo(3);
    }

    @Test
    void stopsWhenNarrowEnoughAndWhenTheBudgetIsSpent() {
        StoppingRule rule = new StoppingRule(.02, .95, 6, 30);
        assertThat(rule.decide(List.of(new double[4]), 1).pairsWanted()).contains(6);
        assertThat(rule.decide(List.of(scaledTo(.005, 6)), 1).pairsWanted()).isEmpty();
        assertThat(rule.decide(List.of(scaledTo(.1, 8)), 1).pairsWanted()).contains(10);
        StoppingRule.Decision spent = rule.decide(List.of(scaledTo(.5, 30)), 1);
        assertThat(spent.pairsWanted()).isEmpty();
        assertThat(spent.reason()).contains("budget is spent");
    }

    @Test
    void looksAtTheWidthOnlyAFewTimes() {
        StoppingRule rule = new StoppingRule(.001, .95, 6, 100);
        List<Integer> looks = new ArrayList<>();
        int pairs = 6;
        while (true) {
            var next = rule.decide(List.of(scaledTo(.1, pairs)), 1).pairsWanted();
            if (next.isEmpty()) {
                break;
            }
            pairs = next.get();
            looks.add(pairs);
        }
        assertThat(looks).hasSizeLessThan(15).endsWith(100);
    }
}
