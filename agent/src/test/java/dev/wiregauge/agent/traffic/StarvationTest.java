package dev.wiregauge.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Map;

@Timeout(10)
class StarvationTest {
    private static final long WINDOW_NS = 1_000_000_000;
    private static final Starvation.Reading BEFORE = reading(100, 100, 100);
    private final Starvation starvation = new Starvation(50, Duration.ofMillis(5));

    private static Starvation.Reading reading(long waitMs, long pauseMs, long throttledMs) {
        return new Starvation.Reading(
                Map.of(7, waitMs * 1_000_000), pauseMs * 1_000_000, throttledMs * 1_000_000);
    }

    @Test
    void aQuietWindowIsFine() {
        assertThat(starvation.fault(BEFORE, reading(590, 105, 100), WINDOW_NS, false)).isEmpty();
    }

    @Test
    void waitingForACpuIsAFaultUnlessItIsPartOfTheWorkload() {
        assertThat(starvation.fault(BEFORE, reading(700, 100, 100), WINDOW_NS, false))
                .contains(
                        "the agent was starved of CPU: a measuring thread waited for one during"
                                + " 600 ms of 1000 ms");
        assertThat(starvation.fault(BEFORE, reading(700, 100, 100), WINDOW_NS, true)).isEmpty();
    }

    @Test
    void aTimeSliceInAWindowThatThePeerCutShortIsNone() {
        assertThat(starvation.fault(BEFORE, reading(101, 100, 100), 20_000, false)).isEmpty();
        assertThat(starvation.fault(BEFORE, reading(115, 100, 100), 20_000_000, false)).isPresent();
    }

    @Test
    void aLongCollectionIsAFault() {
        assertThat(starvation.fault(BEFORE, reading(100, 106, 100), WINDOW_NS, true))
                .contains("the agent's garbage collector stopped it for 6 ms, allowed: 5 ms");
    }

    @Test
    void aCpuQuotaThatBitIsAFault() {
        assertThat(starvation.fault(BEFORE, reading(100, 100, 130), WINDOW_NS, true))
                .contains("the agent's CPU quota held it up for 30 ms of 1000 ms");
    }
}
