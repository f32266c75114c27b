package dev.wiregauge.harness.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.PairSchedule.Pair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

@Timeout(120)
class PairScheduleTest {
    private static final long ALL = Long.MAX_VALUE;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 9, 31, 64})
    void holdsEveryOrderedPairOnceInRoundsOfDisjointPairs(int nodes) {
        PairSchedule schedule = PairSchedule.of(nodes, ALL, 7);
        Set<Pair> seen = new HashSet<>();
        for (int round = 0; round < schedule.rounds(); round++) {
            Set<Integer> busy = new HashSet<>();
            for (Pair pair : schedule.round(round)) {
                assertThat(busy.add(pair.from()) && busy.add(pair.to())).as("disjoint").isTrue();
                assertThat(seen.add(pair)).as("once").isTrue();
            }
        }
        assertThat(seen).hasSize(nodes * (nodes - 1));
        assertThat(schedule.pairs()).isEqualTo(schedule.possible()).isEqualTo(seen.size());
    }

    @Test
    void aSampleMeasuresEveryNodeEquallyOftenAndInBothDirections() {
        PairSchedule schedule = PairSchedule.of(100, 1000, 3);
        assertThat(schedule.pairs()).isEqualTo(1000);
        Map<Integer, Integer> sends = new HashMap<>();
        Set<Pair> pairs = new HashSet<>();
        for (int round = 0; round < schedule.rounds(); round++) {
            for (Pair pair : schedule.round(round)) {
                sends.merge(pair.from(), 1, Integer::sum);
                pairs.add(pair);
            }
        }
        assertThat(sends.values()).hasSize(100).containsOnly(10);
        assertThat(pairs)
                .allSatisfy(pair -> assertThat(pairs).contains(new Pair(pair.to(), pair.from())));
    }

    @Test
    void theSameSeedGivesTheSameScheduleAndAnotherOneAnother() {
        assertThat(PairSchedule.of(20, ALL, 1).round(0))
                .isEqualTo(PairSchedule.of(20, ALL, 1).round(0))
                .isNotEqualTo(PairSchedule.of(20, ALL, 2).round(0));
    }

    @Test
    void oneNodeIsNoMesh() {
        assertThatThrownBy(() -> PairSchedule.of(1, ALL, 1))
                .hasMessageContaining("2 nodes or more");
    }

    /// By the thread's own CPU time, so that other load does not count.
    @Test
    void fiveThousandNodesAreScheduledWithinFiveSecondsOfCpu() {
        int nodes = 5000;
        long startNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        PairSchedule schedule = PairSchedule.of(nodes, ALL, 1);
        int[] lastRound = new int[nodes];
        Arrays.fill(lastRound, -1);
        long pairs = 0;
        for (int round = 0; round < schedule.rounds(); round++) {
            for (Pair pair : schedule.round(round)) {
                if (lastRound[pair.from()] == round || lastRound[pair.to()] == round) {
                    throw new AssertionError("a node has two partners in round " + round);
                }
                lastRound[pair.from()] = round;
                lastRound[pair.to()] = round;
                pairs++;
            }
        }
        assertThat(pairs).isEqualTo(4999L * 5000);
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - startNs)
                .isLessThan(5_000_000_000L);
    }
}
