package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.stats.StoppingRule;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

@Timeout(60)
class AutoRepeatsTest {
    private static final AutoRepeats AUTO =
            new AutoRepeats(new StoppingRule(0.03, 0.95, 6, 40), "bgp", 1);

    @Test
    void asksForTheLeastBeforeItsFirstLook() {
        assertThat(AUTO.decide(trials(3, 0.001, Path.POD_POD_CROSS_NODE)).pairsWanted())
                .contains(6);
    }

    @Test
    void stopsWhereTheRatioIsKnownNarrowlyEnough() {
        assertThat(AUTO.decide(trials(8, 0.001, Path.POD_POD_CROSS_NODE)).pairsWanted()).isEmpty();
    }

    @Test
    void asksForMoreWhereItIsNot() {
        assertThat(AUTO.decide(trials(8, 0.5, Path.POD_POD_CROSS_NODE)).pairsWanted()).contains(10);
    }

    @Test
    void theControlOnOneNodeIsNotWaitedFor() {
        List<Trial> trials = new ArrayList<>(trials(8, 0.001, Path.POD_POD_CROSS_NODE));
        trials.addAll(trials(8, 0.9, Path.POD_POD_SAME_NODE));
        assertThat(AUTO.decide(trials).pairsWanted()).isEmpty();
    }

    @Test
    void aSingleModeHasNothingToWaitFor() {
        List<Trial> onlyBgp =
                trials(8, 0.5, Path.POD_POD_CROSS_NODE).stream()
                        .filter(trial -> trial.cell().mode() == Mode.BGP)
                        .toList();
        assertThat(AUTO.decide(onlyBgp).pairsWanted()).isEmpty();
    }

    private static List<Trial> trials(int blocks, double spread, Path path) {
        Random random = new Random(1);
        List<Trial> trials = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            for (Mode mode : List.of(Mode.BGP, Mode.VXLAN)) {
                long bytes = Math.round(1e9 * Math.exp(spread * random.nextGaussian()));
                Cell cell = new Cell(mode, path, new Workload.TcpStream(1, 1024), Optional.empty());
                trials.add(
                        new Trial(
                                1,
                                block,
                                1,
                                cell,
                                Instant.EPOCH,
                                new Verdict.Pass(),
                                Optional.of(FakeTestbed.measurement(bytes, 0)),
                                Optional.empty()));
            }
        }
        return trials;
    }
}
