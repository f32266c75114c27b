package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

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

@Timeout(60)
class JudgementTest {
    private static final Verdict PASS = new Verdict.Pass();
    private static final Verdict LOST = new Verdict.Inconclusive("agent lost");

    @Test
    void fiveValidPairsInEachCellAreEnough() {
        assertThat(Judgement.judge(List.of(), trials(5, 0), "bgp")).isEqualTo(PASS);
    }

    @Test
    void fourValidPairsAreNotAndTheReasonIsNamed() {
        Verdict verdict = Judgement.judge(List.of(), trials(4, 1), "bgp");
        assertThat(verdict)
                .isEqualTo(
                        new Verdict.Inconclusive(
                                "vxlan/pod-pod-cross-node/tcp_rr has 4 valid pairs, needed: 5 (agent lost)"));
    }

    @Test
    void aRepeatedBlockCountsByItsLatestAttempt() {
        List<Trial> trials = new ArrayList<>(trials(4, 1));
        trials.add(trial(Mode.BGP, 5, 2, PASS));
        trials.add(trial(Mode.VXLAN, 5, 2, PASS));
        assertThat(Judgement.judge(List.of(), trials, "bgp")).isEqualTo(PASS);
    }

    @Test
    void validTrialsOfDifferentBlocksAreNoPairs() {
        List<Trial> trials = new ArrayList<>();
        for (int block = 1; block <= 6; block++) {
            trials.add(trial(Mode.BGP, block, 1, block == 1 ? LOST : PASS));
            trials.add(trial(Mode.VXLAN, block, 1, block == 2 ? LOST : PASS));
        }
        assertThat(Judgement.judge(List.of(), trials, "bgp"))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        verdict ->
                                assertThat(verdict.reason())
                                        .contains("vxlan/pod-pod-cross-node/tcp_rr has 4 valid"));
    }

    private static List<Trial> trials(int good, int lost) {
        List<Trial> trials = new ArrayList<>();
        for (int block = 1; block <= good + lost; block++) {
            trials.add(trial(Mode.BGP, block, 1, PASS));
            trials.add(trial(Mode.VXLAN, block, 1, block <= good ? PASS : LOST));
        }
        return trials;
    }

    private static Trial trial(Mode mode, int block, int attempt, Verdict verdict) {
        Cell cell =
                new Cell(
                        mode,
                        Path.POD_POD_CROSS_NODE,
                        new Workload.TcpRr(64, 64),
                        Optional.empty());
        return new Trial(
                1,
                block,
                attempt,
                cell,
                Instant.EPOCH,
                verdict,
                Optional.empty(),
                Optional.empty());
    }
}
