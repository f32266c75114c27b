package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.Testbed.Pinning;

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
        assertThat(CpuPlacement.choose(List.of(0, 1, 2, 3), Set.of(0, 1)))
                .isEqualTo(new Pinning(Optional.of(0), Optional.of(2)));
    }

    @Test
    void takesTheSiblingWhereThereIsNoOtherCore() {
        assertThat(CpuPlacement.choose(List.of(0, 1), Set.of(0, 1)))
                .isEqualTo(new Pinning(Optional.of(0), Optional.of(1)));
    }

    @Test
    void leavesBothFreeOnASingleCpu() {
        assertThat(CpuPlacement.choose(List.of(4), Set.of(4))).isEqualTo(Pinning.FREE);
    }
}
