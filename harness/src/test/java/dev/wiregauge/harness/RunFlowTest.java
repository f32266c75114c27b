package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.stats.StoppingRule;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class RunFlowTest {
    /// Discarded trials before the first measured one: two workloads between each of 3 x 3 pod
    /// pairs and the nodes.
    private static final int DISCARDED = 2 * (3 * 3 + 1);

    private static final int CELLS = 20;

    @TempDir private Path dir;
    private final FakeTestbed testbed = new FakeTestbed();
    private Optional<AutoRepeats> auto = Optional.empty();
    private Budget budget = Budget.UNLIMITED;
    private final List<String> notes = new ArrayList<>();
    private Clock clock = Clock.systemUTC();

    @Test
    void aWholeRunPassesAndItsFolderSaysTheSame() {
        Run run = run();
        assertThat(run.verdict()).isEqualTo(new Verdict.Pass());
        RunFolder folder = RunFolder.open(dir.resolve("run"));
        assertThat(folder.readRun()).isEqualTo(run);
        List<Trial> trials = folder.readTrials();
        assertThat(trials).hasSize(6 * CELLS + 9).allMatch(trial -> trial.verdict().passed());
        assertThat(run.proofs()).hasSize(8).allMatch(proof -> proof.verdict().passed());
        assertThat(dir.resolve("run/evidence/vxlan-node-2.pcap")).hasContent("a capture");
        assertThat(folder.readHopTimes())
                .extracting(HopTimes::mode)
                .containsExactly(Mode.BGP, Mode.IPIP, Mode.VXLAN, Mode.HOST);
    }

    @Test
    void faultsPutInOnPurposeAreSaid() {
        testbed.faults.add("delay");
        assertThat(run().notes()).contains("The fake was broken on purpose (--fault): delay.");
    }

    @Test
    void hopsThatCannotBeTimedAreSaidSoAndDoNotFailTheRun() {
        assertThat(run().verdict()).isEqualTo(new Verdict.Pass());
        assertThat(RunFolder.open(dir.resolve("run")).readHopTimes())
                .hasSize(4)
                .allSatisfy(hops ->
                        assertThat(hops.verdict())
                                .isInstanceOfSatisfying(
                                        Verdict.Inconclusive.class,
                                        verdict ->
                                                assertThat(verdict.reason())
                                                        .contains("no probes in a fake")))
                .allMatch(hops -> hops.hops().isEmpty() && hops.agreement().isEmpty());
    }

    @Test
    void everyHistogramOfATrialIsKeptUnderItsKind() {
        run();
        RunFolder folder = RunFolder.open(dir.resolve("run"));
        List<Trial> roundTrips =
                folder.readTrials().stream()
                        .filter(trial -> trial.histogram().isPresent())
                        .toList();
        assertThat(roundTrips).isNotEmpty();
        for (Trial trial : roundTrips) {
            assertThat(trial.moreHistograms().orElseThrow()).containsOnlyKeys("idle", "pacing");
            for (String file : trial.moreHistograms().orElseThrow().values()) {
                assertThat(folder.readHistogram(file).getTotalCount()).isOne();
            }
        }
    }

    @Test
    void uplinksAreLimitedForTheLastBlocksOnlyAndLiftedAfterwards() {
        run();
        assertThat(testbed.log)
                .filteredOn(line -> !line.startsWith("trial"))
                .containsExactly("limit 100000000", "lift");
        assertThat(testbed.log.indexOf("limit 100000000")).isEqualTo(DISCARDED + 6 * CELLS);
    }

    @Test
    void aModeThatIsAnotherOnTheWireCarriesNoNumbers() {
        testbed.wire.put(Mode.VXLAN, Encapsulation.NONE);
        Run run = run();
        assertThat(run.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        verdict ->
                                assertThat(verdict.reason())
                                        .contains(
                                                "vxlan is not proved",
                                                "the wire shows no encapsulation"));
        List<Trial> trials = RunFolder.open(dir.resolve("run")).readTrials();
        assertThat(trials)
                .filteredOn(trial -> trial.cell().mode() == Mode.VXLAN)
                .hasSize(6 * 6 + 3)
                .allMatch(trial ->
                        trial.measurement().isEmpty()
                                && trial.verdict() instanceof Verdict.Inconclusive);
        assertThat(trials)
                .filteredOn(trial -> trial.cell().mode() == Mode.BGP)
                .allMatch(trial -> trial.verdict().passed());
        assertThat(notes).isEmpty();
    }

    @Test
    void aBlockWithAFailedTrialIsRunAgainAsAWhole() {
        testbed.failures.put(DISCARDED + 3, "connection reset");
        Run run = run();
        assertThat(run.verdict()).isEqualTo(new Verdict.Pass());
        List<Trial> trials = RunFolder.open(dir.resolve("run")).readTrials();
        assertThat(trials).hasSize(7 * CELLS + 9);
        assertThat(trials.get(2).verdict()).isEqualTo(new Verdict.Inconclusive("connection reset"));
        assertThat(trials)
                .filteredOn(trial -> trial.attempt() == 2)
                .hasSize(CELLS)
                .allMatch(trial -> trial.block() == 1);
        assertThat(notes).hasSize(1);
    }

    @Test
    void repeatingEndsWithItsBudget() {
        for (int i = DISCARDED + 1; i < 1000; i += CELLS) {
            testbed.failures.put(i, "connection reset");
        }
        Run run = run();
        assertThat(run.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        // nine blocks are planned, so five may be run again
        assertThat(notes).hasSize(5);
    }

    @Test
    void repeatsAutoStopsAsSoonAsTheIntervalsAreNarrowEnough() {
        // six blocks are planned; the fake's values rise by a few bytes a trial, so ratios are very
        // near to 1
        auto = Optional.of(new AutoRepeats(new StoppingRule(0.5, 0.95, 6, 6), "bgp", 1));
        Run run = run();
        assertThat(run.notes())
                .singleElement()
                .asString()
                .contains("stopped after 6 blocks", "narrow enough");
        assertThat(run.plannedTrials()).isEqualTo(6 * CELLS + 9);
    }

    @Test
    void aWallClockThatJumpsChangesNoVerdictAndNoTimeLeft() {
        clock = new JumpingClock();
        Run run = run();
        assertThat(run.verdict()).isEqualTo(new Verdict.Pass());
        assertThat(RunFolder.open(dir.resolve("run")).readTrials())
                .allMatch(trial -> trial.verdict().passed());
    }

    /// Set forward and back by an hour at every look.
    private static final class JumpingClock extends Clock {
        private int looks;

        @Override
        public Instant instant() {
            looks++;
            return Instant.now().plus(Duration.ofHours(looks % 2 == 0 ? 1 : -1));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aSpentBudgetEndsTheMeasuringAndSaysSo() {
        budget = new Budget(Optional.empty(), Optional.of(40_000L));
        Run run = run();
        assertThat(run.notes()).anyMatch(note -> note.contains("--max-bytes"));
        assertThat(run.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        long bytes =
                RunFolder.open(dir.resolve("run")).readTrials().stream()
                        .flatMap(trial -> trial.measurement().stream())
                        .mapToLong(measurement -> measurement.bytes())
                        .sum();
        assertThat(bytes).isPositive().isLessThan(40_000);
    }

    @Test
    void aTrialInWhichALimitThrottledAnAgentIsNoNumber() {
        testbed.throttledTrials.add(DISCARDED + 3);
        Run run = run();
        List<Trial> trials = RunFolder.open(dir.resolve("run")).readTrials();
        assertThat(trials)
                .filteredOn(trial -> !trial.verdict().passed())
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.verdict().toString()).contains("its CPU limit throttled");
                    assertThat(trial.measurement()).isEmpty();
                });
        assertThat(run.verdict()).isEqualTo(new Verdict.Pass());
    }

    private Run run() {
        Scenario scenario = ScenarioReader.find("compare-modes");
        RunSettings settings =
                new RunSettings(
                        "r1",
                        scenario,
                        "quick",
                        auto,
                        1,
                        dir.resolve("run"),
                        List.of("compare"),
                        "test",
                        budget);
        return new RunFlow(
                        settings,
                        testbed,
                        listener(),
                        dir.resolve("lock"),
                        clock,
                        new SecureRandom())
                .run(RunFolder.create(settings.folder()));
    }

    private RunListener listener() {
        return new RunListener() {
            @Override
            public void step(String what) {}

            @Override
            public void proved(WireProof proof) {}

            @Override
            public void measured(Trial trial, int done, int total, Duration left) {
                assertThat(done).isLessThanOrEqualTo(total);
                assertThat(left).isGreaterThanOrEqualTo(Duration.ZERO);
            }

            @Override
            public void note(String what) {
                notes.add(what);
            }
        };
    }
}
