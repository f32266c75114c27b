package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.EnvironmentException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// An agent in a pod: its connection, its heartbeat, and what the cluster says when it is lost.
///
/// Where only the stream was lost and the pod still runs, a ping starts the agent anew: what was
/// asked when it was lost has failed, and the next block finds the agent again.
final class AgentSession implements AgentHandle, AutoCloseable {
    /// An agent that is lost again and again is no agent to measure with.
    private static final int REVIVALS = 3;

    private final Supplier<Link> opener;
    private final Supplier<Optional<String>> podGone;

    /// What the agent was asked to serve, data port and probes apart: one does not end the other.
    private final Map<Class<?>, AgentCommand> serving = new LinkedHashMap<>();

    private int revivals;

    /// Whether it was asked to end: such an agent is not lost, and stays away.
    private boolean quit;

    private boolean placed;
    private volatile Link link;

    /// One stream to one process.
    record Link(AgentConnection connection, Heartbeat heartbeat) implements AutoCloseable {
        @Override
        public void close() {
            heartbeat.close();
            connection.close();
        }
    }

    /// @param opener starts an agent in the pod and has awaited its hello
    /// @param podGone why the pod does not run any more, if so
    AgentSession(Supplier<Link> opener, Supplier<Optional<String>> podGone) {
        this.opener = opener;
        this.podGone = podGone;
        this.link = opener.get();
    }

    @Override
    public String name() {
        return link.connection().name();
    }

    @Override
    public String node() {
        return link.connection().node();
    }

    @Override
    public String address() {
        return link.connection().address();
    }

    @Override
    public <E extends AgentEvent> E ask(AgentCommand command, Class<E> answer, Duration deadline) {
        Link asked = link;
        try {
            E event = asked.connection().ask(command, answer, deadline);
            remember(command);
            return event;
        } catch (AgentLostException e) {
            Optional<String> why = podGone.get();
            if (why.isPresent()) {
                throw new AgentLostException(e.getMessage() + "; its pod " + why.get());
            }
            if (command instanceof AgentCommand.Ping && revive(asked, deadline)) {
                return link.connection().ask(command, answer, deadline);
            }
            throw e;
        }
    }

    private synchronized void remember(AgentCommand command) {
        quit |= command instanceof AgentCommand.Quit;
        if (command instanceof AgentCommand.Serve || command instanceof AgentCommand.ServeProbes) {
            serving.remove(command.getClass());
            serving.put(command.getClass(), command);
        }
    }

    /// @return whether there is an agent that does what the lost one did
    private synchronized boolean revive(Link lost, Duration deadline) {
        if (!link.equals(lost)) {
            return true;
        }
        if (!placed || quit || revivals == REVIVALS || Thread.currentThread().isInterrupted()) {
            return false;
        }
        revivals++;
        lost.close();
        try {
            link = opener.get();
            link.heartbeat().placed();
            for (AgentCommand command : serving.values()) {
                AgentEvent _ = link.connection().ask(command, AgentEvent.Serving.class, deadline);
            }
            return true;
        } catch (EnvironmentException | AgentLostException | AgentRefusedException e) {
            return false; // the next ping tries again
        }
    }

    /// The run is placed: a silence is noticed within 5 s from now on.
    synchronized void placed() {
        placed = true;
        link.heartbeat().placed();
    }

    @Override
    public void close() {
        link.close();
    }
}
