package dev.wiregauge.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Times in milliseconds after a go that itself is near the overflow of nanoTime.
@Timeout(10)
class WindowRecorderTest {
    private static final long GO_NS = Long.MAX_VALUE - 1000;

    private final WindowRecorder window = recorder(100, 300, 100);

    private static WindowRecorder recorder(int warmupMs, int durationMs, int intervalMs) {
        return new WindowRecorder(
                new Timing(
                        Duration.ofMillis(warmupMs),
                        Duration.ofMillis(durationMs),
                        Duration.ofMillis(intervalMs)),
                GO_NS,
                new ThreadCpuClock());
    }

    private boolean count(long ms, long bytes) {
        return window.count(GO_NS + ms(ms), bytes, 1);
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }

    @Test
    void countsNothingBeforeTheEndOfTheWarmup() {
        assertThat(count(50, 1000)).isFalse();
        assertThat(count(101, 1000)).as("these bytes came before the window opened").isFalse();
        assertThat(count(110, 7)).isTrue();
        window.finish(GO_NS + ms(120));
        assertThat(window.bytes()).isEqualTo(7);
        assertThat(window.windowNs()).isEqualTo(ms(19));
    }

    @Test
    void theWindowRunsFromOneLookAtTheClockToAnother() {
        count(101, 1);
        count(202, 20);
        count(303, 30);
        assertThat(window.finished()).isFalse();
        count(404, 40);
        assertThat(window.finished()).isTrue();
        assertThat(count(405, 50)).isFalse();
        assertThat(window.bytes()).isEqualTo(90);
        assertThat(window.transactions()).isEqualTo(3);
        assertThat(window.windowNs()).isEqualTo(ms(303));
        assertThat(window.endsNs()).containsExactly(ms(101), ms(202), ms(303));
        assertThat(window.bytesByInterval()).containsExactly(20L, 30L, 40L);
    }

    @Test
    void aStallMakesOneLongIntervalInsteadOfEmptyOnes() {
        count(100, 1);
        count(350, 20);
        count(400, 30);
        assertThat(window.endsNs()).containsExactly(ms(250), ms(300));
        assertThat(window.bytesByInterval()).containsExactly(20L, 30L);
    }

    @Test
    void aTrialWithoutTrafficStillHasAWindow() {
        window.count(GO_NS + ms(150), 0, 0);
        window.count(GO_NS + ms(450), 0, 0);
        assertThat(window.finished()).isTrue();
        assertThat(window.bytes()).isZero();
        assertThat(window.windowNs()).isEqualTo(ms(300));
    }

    @Test
    void refusesASeriesThatWouldFillTheMemory() {
        assertThatThrownBy(() -> recorder(0, 3_600_000, 10))
                .isInstanceOf(TrialException.class)
                .hasMessageContaining("360000 points, allowed: 36000");
    }

    @Test
    void chargesTheThreadsCpuTimeOfTheWindowOnly() {
        burn(Duration.ofMillis(50));
        count(100, 1);
        burn(Duration.ofMillis(20));
        count(400, 1);
        assertThat(window.cpuNs()).isBetween(ms(15), ms(45));
    }

    private static void burn(Duration cpu) {
        ThreadCpuClock clock = new ThreadCpuClock();
        long end = clock.nanos() + cpu.toNanos();
        while (clock.nanos() < end) {
            Thread.onSpinWait();
        }
    }
}
