package dev.wiregauge.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

@Timeout(60)
class PairedRatioTest {
    private static final int EXPERIMENTS = 2000;

    @Test
    void pseudoMedianOfKnownValues() {
        // averages of 1, 2, 4: 1, 1.5, 2, 2.5, 3, 4
        assertThat(HodgesLehmann.pseudoMedian(new double[] {4, 1, 2})).isEqualTo(2.25);
    }

    @Test
    void countingGivesTheSamePseudoMedianAsListing() {
        SplittableRandom random = new SplittableRandom(5);
        for (int n = 61; n < 80; n++) {
            double[] values = random.doubles(n).map(v -> Math.round(v * 50) / 10.0).toArray();
            assertThat(HodgesLehmann.pseudoMedian(values))
                    .isCloseTo(Samples.median(HodgesLehmann.walshAverages(values)), within(1e-9));
        }
    }

    @Test
    void rankSumsOfThreeValues() {
        // of the 8 sign patterns two give a rank sum of 3: {3} and {1, 2}
        assertThat(SignedRank.rankSumDistribution(3))
                .containsExactly(.125, .125, .125, .25, .125, .125, .125);
    }

    @Test
    void sixPairsReach96Point875PercentAndFiveOnly93Point75() {
        double[] six = {.1, .2, .3, .4, .5, .6};
        assertThat(SignedRank.interval(six, .95)).contains(new ConfidenceInterval(.1, .6, .96875));
        assertThat(SignedRank.interval(Arrays.copyOf(six, 5), .95))
                .contains(new ConfidenceInterval(.1, .5, .9375));
    }

    @Test
    void ninePairsDropTheOutermostAverages() {
        // published critical value of the two-sided 5 % test at n = 9 is 5 (level 0.9609)
        double[] nine = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        ConfidenceInterval interval = SignedRank.interval(nine, .95).orElseThrow();
        assertThat(interval.level()).isCloseTo(1 - 2 * 10 / 512.0, within(1e-12));
        double[] averages = HodgesLehmann.walshAverages(nine);
        assertThat(interval.low()).isEqualTo(averages[5]);
        assertThat(interval.high()).isEqualTo(averages[39]);
    }

    @Test
    void onePairGivesARatioWithoutAnInterval() {
        PairedRatio one = PairedRatio.of(new double[] {Math.log(1.25)}, .95, 1);
        assertThat(one.ratio()).isCloseTo(1.25, within(1e-12));
        assertThat(one.interval()).isEmpty();
        assertThat(one.differs()).isFalse();
    }

    @Test
    void refusesNoPairsAndNotANumber() {
        assertThatThrownBy(() -> PairedRatio.of(new double[0], .95, 1))
                .hasMessageContaining("at least one pair");
        assertThatThrownBy(() -> PairedRatio.of(new double[] {Double.NaN}, .95, 1))
                .hasMessageContaining("finite");
    }

    @Test
    void theSameSeedGivesTheSameBootstrapInterval() {
        double[] logs = new SplittableRandom(3).doubles(14, -.1, .1).toArray();
        assertThat(PairedRatio.of(logs, .95, 7)).isEqualTo(PairedRatio.of(logs, .95, 7));
        assertThat(PairedRatio.of(logs, .95, 7)).isNotEqualTo(PairedRatio.of(logs, .95, 8));
    }

    @Test
    void equalPairsGiveAnIntervalOfNoWidth() {
        double[] logs = new double[12];
        Arrays.fill(logs, .5);
        ConfidenceInterval interval = PairedRatio.of(logs, .95, 7).interval().orElseThrow();
        assertThat(interval.low()).isEqualTo(interval.high());
    }

    @Test
    void exactIntervalsHoldTheirLevelOnSimulatedRuns() {
        for (int pairs = 5; pairs <= 9; pairs++) {
            double level = SignedRank.interval(new double[pairs], .95).orElseThrow().level();
            for (Noise noise : Noise.values()) {
                if (noise.symmetric()) {
                    assertThat(coverage(pairs, noise, EXPERIMENTS))
                            .as("%d pairs, %s", pairs, noise)
                            .isCloseTo(level, within(threeStandardErrors(level, EXPERIMENTS)));
                }
            }
        }
    }

    @Test
    void bootstrapIntervalsHoldTheirLevelOnSimulatedRuns() {
        for (Noise noise : Noise.values()) {
            assertBootstrapCoverage(10, noise, 400);
        }
        assertBootstrapCoverage(20, Noise.EXPONENTIAL, 200);
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void bootstrapIntervalsHoldTheirLevelOnManySimulatedRuns() {
        for (int pairs : new int[] {10, 15, 20, 40}) {
            for (Noise noise : Noise.values()) {
                assertBootstrapCoverage(pairs, noise, 4000);
            }
        }
    }

    /// One point of systematic error is allowed beside the chance of the simulation.
    private static void assertBootstrapCoverage(int pairs, Noise noise, int experiments) {
        assertThat(coverage(pairs, noise, experiments))
                .as("%d pairs, %s", pairs, noise)
                .isCloseTo(.95, within(.01 + threeStandardErrors(.95, experiments)));
    }

    private static double threeStandardErrors(double level, int experiments) {
        return 3 * Math.sqrt(level * (1 - level) / experiments);
    }

    private static double coverage(int pairs, Noise noise, int experiments) {
        SplittableRandom random = new SplittableRandom(pairs);
        int held = 0;
        for (int e = 0; e < experiments; e++) {
            double[] logs = new double[pairs];
            Arrays.setAll(logs, i -> .05 + noise.draw(random));
            ConfidenceInterval interval = PairedRatio.of(logs, .95, e).interval().orElseThrow();
            if (interval.contains(Math.exp(.05 + noise.pseudoMedian()))) {
                held++;
            }
        }
        return held / (double) experiments;
    }

    /// Noise of the log ratio of one pair, about what two runs on one machine show.
    private enum Noise {
        NORMAL,
        UNIFORM,
        /// One run in ten is hit by something else on the machine.
        OUTLIERS,
        /// Skewed.
        EXPONENTIAL;

        double draw(RandomGenerator random) {
            return switch (this) {
                case NORMAL -> .03 * random.nextGaussian();
                case UNIFORM -> random.nextDouble(-.05, .05);
                case OUTLIERS -> (random.nextInt(10) == 0 ? .3 : .03) * random.nextGaussian();
                case EXPONENTIAL -> .03 * random.nextExponential();
            };
        }

        boolean symmetric() {
            return this != EXPONENTIAL;
        }

        /// Of the exponential: half the median of a gamma distribution of shape 2.
        double pseudoMedian() {
            return this == EXPONENTIAL ? .03 * 1.678347 / 2 : 0;
        }
    }
}
