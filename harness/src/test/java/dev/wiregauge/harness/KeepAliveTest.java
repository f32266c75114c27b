package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(60)
class KeepAliveTest {
    private final AtomicLong nowNs = new AtomicLong(1);
    private final AtomicInteger pings = new AtomicInteger();

    @Test
    void idleAgentsHearNothingUntilAQuarterOfTheirPatienceIsOver() {
        KeepAlive keepAlive = new KeepAlive(List.of(agent(false), agent(false)), nowNs::get);
        keepAlive.ifDue();
        assertThat(pings).hasValue(0);
        nowNs.addAndGet(Duration.ofSeconds(15).toNanos());
        keepAlive.ifDue();
        keepAlive.ifDue();
        assertThat(pings).hasValue(2);
    }

    @Test
    void aLostAgentDoesNotKeepTheOthersFromBeingSpokenTo() {
        KeepAlive keepAlive = new KeepAlive(List.of(agent(true), agent(false)), nowNs::get);
        nowNs.addAndGet(Duration.ofSeconds(20).toNanos());
        keepAlive.ifDue();
        assertThat(pings).hasValue(2);
    }

    @Test
    void agentsAreSpokenToAsLongAsTheWorkLasts() {
        CountDownLatch spoken = new CountDownLatch(3);
        KeepAlive keepAlive =
                new KeepAlive(List.of(agent(spoken::countDown)), System::nanoTime, 1_000_000);
        assertThat(keepAlive.throughout(() -> isOver(spoken))).isTrue();
    }

    /// Each waits until the other is asked.
    @Test
    void anAgentThatDoesNotAnswerDoesNotMakeTheOthersWait() {
        CountDownLatch both = new CountDownLatch(2);
        List<Boolean> met = Collections.synchronizedList(new ArrayList<>());
        AgentHandle waiting =
                agent(() -> {
                    both.countDown();
                    met.add(isOver(both));
                });
        KeepAlive keepAlive = new KeepAlive(List.of(waiting, waiting), nowNs::get);
        keepAlive.now();
        assertThat(met).containsExactly(true, true);
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private AgentHandle agent(boolean lost) {
        return agent(() -> {
            if (lost) {
                throw new AgentLostException("lost");
            }
        });
    }

    private AgentHandle agent(Runnable beforeItAnswers) {
        return new AgentHandle() {
            @Override
            public String name() {
                return "a";
            }

            @Override
            public String node() {
                return "n";
            }

            @Override
            public String address() {
                return "198.18.0.1";
            }

            @Override
            public <E extends AgentEvent> E ask(
                    AgentCommand command, Class<E> answer, Duration deadline) {
                pings.incrementAndGet();
                beforeItAnswers.run();
                return answer.cast(new AgentEvent.Pong());
            }
        };
    }
}
