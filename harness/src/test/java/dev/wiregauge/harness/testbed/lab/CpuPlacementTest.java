package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.Pinning;
import dev.wiregauge.scenario.Placement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.Set;

@Timeout(10)
class CpuPlacementTest {
    @Test
    void readsTheKernelsLists() {
        assertThat(CpuPlacement.cpus("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(CpuPlacement.cpus("3")).containsExactly(3);
    }

    @Test
    void choosesTwoCoresNotTwoThreadsOfOne() {
        assertThat(CpuPlacement.choose(Placement.TWO_CORES, List.of(0, 1, 2, 3), Set.of(0, 1)))
                .isEqualTo(new Pinning(Optional.of(0), Optional.of(2)));
    }

    @Test
    void takesTheSiblingWhereThereIsNoOtherCore() {
        assertThat(CpuPlacement.choose(Placement.TWO_CORES, List.of(0, 1), Set.of(0, 1)))
                .isEqualTo(new Pinning(Optional.of(0), Optional.of(1)));
    }

    @Test
    void placesBothEndsWhereTheUserSays() {
        List<Integer> allowed = List.of(2, 3, 5);
        assertThat(CpuPlacement.choose(Placement.SAME_CORE, allowed, Set.of(2)))
                .isEqualTo(Pinning.of(List.of(2, 2)));
        assertThat(CpuPlacement.choose(Placement.FREE, allowed, Set.of(2))).isEqualTo(Pinning.FREE);
        assertThat(CpuPlacement.choose(Placement.parse("5,3"), allowed, Set.of(2)))
                .isEqualTo(Pinning.of(List.of(5, 3)));
        assertThatThrownBy(() -> CpuPlacement.choose(Placement.list(5, 4), allowed, Set.of(2)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("placement asks for CPUs [5, 4], this process may use [2, 3, 5]");
    }

    @Test
    void leavesBothFreeOnASingleCpu() {
        assertThat(CpuPlacement.choose(Placement.TWO_CORES, List.of(4), Set.of(4)))
                .isEqualTo(Pinning.FREE);
    }
}
