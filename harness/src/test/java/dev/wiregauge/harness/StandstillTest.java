package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

@Timeout(30)
class StandstillTest {
    private final Standstill standstill = Standstill.idle();
    private long nowNs = System.nanoTime();

    private void lookAfter(Duration pause) {
        nowNs += pause.toNanos();
        standstill.look(nowNs);
    }

    @Test
    void aThreadThatWakesLateIsNoStandstill() {
        lookAfter(Duration.ofMillis(500));
        lookAfter(Duration.ofSeconds(4));
        assertThat(standstill.words()).isEmpty();
    }

    @Test
    void everyStandstillCounts() {
        lookAfter(Duration.ofMillis(500));
        lookAfter(Duration.ofSeconds(70));
        lookAfter(Duration.ofMillis(500));
        lookAfter(Duration.ofSeconds(30));
        assertThat(standstill.words().orElseThrow()).contains("stood still for 100 s");
    }

    @Test
    void itsThreadEnds() throws Exception {
        try (Standstill watching = Standstill.watch()) {
            assertThat(watching.words()).isEmpty();
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("standstill"))
                .forEach(StandstillTest::join);
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
