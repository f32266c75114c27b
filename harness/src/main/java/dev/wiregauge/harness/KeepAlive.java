package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Speaks to idle agents often enough that their dead-man timers do not end them, and never while a
/// short trial measures: idle agents are silent then.
public final class KeepAlive {
    /// A quarter of the agents' dead-man timer.
    private static final long PERIOD_NS = Duration.ofSeconds(15).toNanos();

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final List<AgentHandle> agents;
    private final LongSupplier nanoTime;
    private long lastNs;

    public KeepAlive(List<AgentHandle> agents, LongSupplier nanoTime) {
        this.agents = List.copyOf(agents);
        this.nanoTime = nanoTime;
        this.lastNs = nanoTime.getAsLong();
    }

    /// Called between trials.
    public void ifDue() {
        if (nanoTime.getAsLong() - lastNs >= PERIOD_NS) {
            pingAll();
        }
    }

    void now() {
        pingAll();
    }

    /// Runs a trial, and speaks meanwhile if it outlasts the agents' patience; one line in 15 s is
    /// no load.
    <T> T during(long trafficNs, Supplier<T> trial) {
        if (trafficNs < PERIOD_NS) {
            return trial.get();
        }
        Thread speaker = Thread.ofVirtual().name("keep-alive").start(this::speakUntilInterrupted);
        try {
            return trial.get();
        } finally {
            speaker.interrupt();
        }
    }

    private void speakUntilInterrupted() {
        try {
            while (true) {
                Thread.sleep(Duration.ofNanos(PERIOD_NS));
                pingAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pingAll() {
        for (AgentHandle agent : agents) {
            try {
                agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE);
            } catch (AgentLostException | AgentRefusedException e) {
                // the next trial that needs this agent says so
            }
        }
        lastNs = nanoTime.getAsLong();
    }
}
