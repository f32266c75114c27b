package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private final long periodNs;
    private long lastNs;

    public KeepAlive(List<AgentHandle> agents, LongSupplier nanoTime) {
        this(agents, nanoTime, PERIOD_NS);
    }

    KeepAlive(List<AgentHandle> agents, LongSupplier nanoTime, long periodNs) {
        this.periodNs = periodNs;
        this.agents = List.copyOf(agents);
        this.nanoTime = nanoTime;
        this.lastNs = nanoTime.getAsLong();
    }

    /// Called between trials.
    public void ifDue() {
        if (nanoTime.getAsLong() - lastNs >= periodNs) {
            pingAll();
        }
    }

    void now() {
        pingAll();
    }

    /// Runs a trial, and speaks meanwhile if it outlasts the agents' patience; one line in 15 s is
    /// no load.
    <T> T during(long trafficNs, Supplier<T> trial) {
        return trafficNs < periodNs ? trial.get() : throughout(trial);
    }

    /// Runs something during which some agents may hear nothing for longer than they wait, and
    /// nothing is timed that a line in 15 s could disturb.
    <T> T throughout(Supplier<T> work) {
        Thread speaker = Thread.ofVirtual().name("keep-alive").start(this::speakUntilInterrupted);
        try {
            return work.get();
        } finally {
            speaker.interrupt();
        }
    }

    private void speakUntilInterrupted() {
        try {
            while (true) {
                Thread.sleep(Duration.ofNanos(periodNs));
                pingAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// All at once: one that does not answer must not make the others wait.
    private void pingAll() {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            agents.forEach(agent -> side.execute(() -> ping(agent)));
        }
        lastNs = nanoTime.getAsLong();
    }

    private static void ping(AgentHandle agent) {
        try {
            agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE);
        } catch (AgentLostException | AgentRefusedException e) {
            // whoever needs this agent next says so
        }
    }
}
