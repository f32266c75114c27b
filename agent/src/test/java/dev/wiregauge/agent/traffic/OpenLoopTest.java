package dev.wiregauge.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/// The open loop over a server whose clock and answers the test decides.
@Timeout(20)
class OpenLoopTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Timing SECOND =
            new Timing(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(100));

    /// Time moves by a microsecond with every look at it, and as far as a wait asks.
    private long nowNs;

    private long look() {
        nowNs += 1000;
        return nowNs;
    }

    /// Answers every request 100 us after it was sent, but nothing between two times.
    private final class Server implements Exchange {
        private final long stallFromNs;
        private final long stallUntilNs;
        private final boolean lossy;
        private final long loseEvery;
        private final Deque<long[]> underWay = new ArrayDeque<>();

        Server(long stallFromMs, long stallUntilMs, boolean lossy, long loseEvery) {
            stallFromNs = stallFromMs * MS;
            stallUntilNs = stallUntilMs * MS;
            this.lossy = lossy;
            this.loseEvery = loseEvery;
        }

        @Override
        public boolean trySend(long sequence) {
            if (loseEvery == 0 || sequence % loseEvery != 0) {
                underWay.add(new long[] {sequence, nowNs + 100_000});
            }
            return true;
        }

        @Override
        public long tryReceive() {
            boolean stalled = nowNs >= stallFromNs && nowNs < stallUntilNs;
            if (stalled || underWay.isEmpty() || underWay.peek()[1] > nowNs) {
                return NOTHING;
            }
            return underWay.remove()[0];
        }

        @Override
        public void await(long nanos) {
            nowNs += Math.min(nanos, 10_000);
        }

        @Override
        public boolean mayLose() {
            return lossy;
        }
    }

    private OpenLoop run(Exchange server, int rate) {
        Pace pace = new Pace(rate, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
        WindowRecorder window = new WindowRecorder(SECOND, 0, new ThreadCpuClock());
        OpenLoop loop =
                new OpenLoop(
                        server,
                        pace,
                        new PaceGrid(pace, 0, 1),
                        window,
                        new OpenLoop.TrialClock(
                                this::look, window.plannedStartNs(), window.plannedEndNs()),
                        64);
        loop.run(() -> {});
        assertThat(window.finished()).isTrue();
        return loop;
    }

    @Test
    void aStallCountsAgainstEveryRequestThatWasDueInIt() {
        OpenLoop loop = run(new Server(500, 700, false, 0), 1000);
        Histogram latency = loop.latency();
        assertThat(latency.getTotalCount()).isEqualTo(1000);
        // 200 requests were due in the 200 ms; they waited 200 ms, 199 ms, ... 1 ms
        assertThat(latency.getCountBetweenValues(2 * MS, 250 * MS)).isBetween(195L, 200L);
        assertThat(latency.getCountBetweenValues(100 * MS, 250 * MS)).isBetween(98L, 102L);
        assertThat((double) latency.getMaxValue()).isCloseTo(200.0 * MS, within(3.0 * MS));
        // the stall of the server is not the sender's: it went on sending
        assertThat(loop.pacingError().getMaxValue()).isLessThan(MS);
    }

    /// Answers as [Server], but takes no request between two times: its buffers are full.
    private final class FullServer implements Exchange {
        private final Exchange server = new Server(0, 0, false, 0);

        @Override
        public boolean trySend(long sequence) {
            boolean full = nowNs >= 500 * MS && nowNs < 700 * MS;
            return !full && server.trySend(sequence);
        }

        @Override
        public long tryReceive() {
            return server.tryReceive();
        }

        @Override
        public void await(long nanos) {
            server.await(nanos);
        }

        @Override
        public boolean mayLose() {
            return false;
        }
    }

    @Test
    void whatCouldNotEvenBeSentIsTimedFromWhenItWasDue() {
        OpenLoop loop = run(new FullServer(), 1000);
        assertThat(loop.latency().getTotalCount()).isEqualTo(1000);
        assertThat((double) loop.latency().getMaxValue()).isCloseTo(200.0 * MS, within(3.0 * MS));
        assertThat(loop.latency().getCountBetweenValues(100 * MS, 250 * MS)).isBetween(98L, 102L);
        // and it is the sender that was late
        assertThat((double) loop.pacingError().getMaxValue())
                .isCloseTo(200.0 * MS, within(3.0 * MS));
    }

    @Test
    void withoutAStallLatencyIsTheServersOwn() {
        Histogram latency = run(new Server(0, 0, false, 0), 1000).latency();
        assertThat(latency.getMaxValue()).isBetween(100_000L, 150_000L);
    }

    @Test
    void aStallAtTheEndIsWaitedForAndCounted() {
        Histogram latency = run(new Server(1000, 1400, false, 0), 1000).latency();
        assertThat(latency.getTotalCount()).isEqualTo(1000);
        assertThat((double) latency.getMaxValue()).isCloseTo(400.0 * MS, within(3.0 * MS));
    }

    @Test
    void aServerThatNeverAnswersFailsTheTrial() {
        assertThatThrownBy(() -> run(new Server(500, 60_000, false, 0), 1000))
                .isInstanceOf(TrialException.class)
                .hasMessageContaining("requests were not answered within 5 s");
    }

    @Test
    void aRateFarAboveThePathIsRefused() {
        assertThatThrownBy(() -> run(new Server(200, 60_000, false, 0), 200_000))
                .isInstanceOf(TrialException.class)
                .hasMessageContaining("65536 requests behind");
    }

    @Test
    void datagramsThatAreNotAnsweredAreLossesNotFailures() {
        OpenLoop loop = run(new Server(0, 0, true, 10), 1000);
        assertThat(loop.lost()).isEqualTo(100);
        assertThat(loop.latency().getTotalCount()).isEqualTo(900);
    }

    @Test
    void aPoissonProcessHasItsRateAndItsSpread() {
        Pace pace = new Pace(10_000, Pace.Arrivals.POISSON, Pace.Waiting.BUSY);
        PaceGrid grid = new PaceGrid(pace, 0, 42);
        int gaps = 100_000;
        double[] gapNs = new double[gaps];
        long before = 0;
        for (int i = 0; i < gaps; i++) {
            long due = grid.nextDueNs();
            gapNs[i] = due - before;
            before = due;
        }
        double mean = before / (double) gaps;
        double variance = 0;
        for (double gap : gapNs) {
            variance += (gap - mean) * (gap - mean) / gaps;
        }
        assertThat(mean).isCloseTo(100_000, within(1500.0));
        // an exponential distribution's deviation equals its mean
        assertThat(Math.sqrt(variance)).isCloseTo(100_000, within(3000.0));
        assertThat(new PaceGrid(pace, 0, 42).nextDueNs())
                .isEqualTo(new PaceGrid(pace, 0, 42).nextDueNs());
    }
}
