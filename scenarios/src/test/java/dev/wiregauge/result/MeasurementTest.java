package dev.wiregauge.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wiregauge.result.Measurement.MachineCpu;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

@Timeout(10)
class MeasurementTest {
    private static final long MS = 1_000_000;

    /// Of two CPUs, in ticks of 10 ms.
    private static MachineCpu cpu(long busyMs, long idleMs) {
        return new MachineCpu(busyMs * MS, 0, 0, 0, idleMs * MS, 2, 10 * MS);
    }

    private static Measurement measurement(MachineCpu machine) {
        Measurement.Side side = new Measurement.Side("a", "node-1", Optional.empty(), 1);
        return new Measurement(
                500 * MS,
                1,
                0,
                List.of(),
                "a",
                "a",
                List.of("b"),
                Optional.empty(),
                side,
                side,
                machine);
    }

    @Test
    void theShareOfTheIdleMachineIsNotTheTrials() {
        Measurement measured = measurement(cpu(600, 400));
        assertThat(measured.workNs()).isEqualTo(600.0 * MS);
        // idle before: 50 of 1000 ms, so 5 % of this second of CPU time too
        assertThat(measured.withIdle(cpu(50, 950)).workNs()).isCloseTo(550.0 * MS, within(1.0));
    }

    @Test
    void theSamplingErrorIsThatOfABinomialCountOfTicks() {
        // 100 ticks, 60 of them busy: sqrt(100 * 0.6 * 0.4) = 4.9 ticks
        assertThat(measurement(cpu(600, 400)).workErrorNs())
                .isCloseTo(48.99 * MS, within(0.01 * MS));
        // a shorter look at the idle machine adds its own: 2.18 of 100 ticks
        assertThat(measurement(cpu(600, 400)).withIdle(cpu(50, 950)).workErrorNs())
                .isCloseTo(53.62 * MS, within(0.01 * MS));
        assertThat(measurement(cpu(0, 1000)).workErrorNs()).isZero();
    }

    @Test
    void aSeriesIsThinnedEvenlyAndItsStreamsAreNumbered() {
        List<TcpSeries> bounded =
                TcpSeries.bounded(IntStream.range(0, 20).mapToObj(_ -> series(100)).toList());
        assertThat(bounded).hasSize(TcpSeries.MAX_STREAMS);
        assertThat(bounded.get(15).stream()).isEqualTo(15);
        assertThat(bounded.getFirst().atNs()).hasSize(34).startsWith(0L, 3L, 6L).endsWith(99L);
        assertThat(TcpSeries.bounded(List.of(series(100)))).containsExactly(series(100));
    }

    private static TcpSeries series(int points) {
        List<Integer> ints = IntStream.range(0, points).boxed().toList();
        List<Long> longs = ints.stream().map(Integer::longValue).toList();
        return new TcpSeries(0, longs, ints, ints, longs, longs, longs, ints);
    }

    @Test
    void aSeriesWithAColumnTooShortIsRefused() {
        List<Long> two = List.of(1L, 2L);
        assertThatThrownBy(() ->
                        new TcpSeries(
                                0, two, List.of(1), List.of(1, 2), two, two, two, List.of(1, 2)))
                .hasMessageContaining("readings of each kind");
    }
}
