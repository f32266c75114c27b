package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// An agent in a pod: its connection, its heartbeat, and what the cluster says when it is lost.
final class AgentSession implements AgentHandle, AutoCloseable {
    private final AgentConnection connection;
    private final Heartbeat heartbeat;
    private final Supplier<Optional<String>> podGone;

    /// @param podGone why the pod does not run any more, if so
    AgentSession(
            AgentConnection connection,
            ExecTransport transport,
            Supplier<Optional<String>> podGone) {
        this.connection = connection;
        this.heartbeat = new Heartbeat(connection, transport);
        this.podGone = podGone;
    }

    @Override
    public String name() {
        return connection.name();
    }

    @Override
    public String node() {
        return connection.node();
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public <E extends AgentEvent> E ask(AgentCommand command, Class<E> answer, Duration deadline) {
        try {
            return connection.ask(command, answer, deadline);
        } catch (AgentLostException e) {
            Optional<String> why = podGone.get();
            if (why.isEmpty()) {
                throw e;
            }
            throw new AgentLostException(e.getMessage() + "; its pod " + why.get());
        }
    }

    /// The run is placed: a silence is noticed within 5 s from now on.
    void placed() {
        heartbeat.placed();
    }

    @Override
    public void close() {
        heartbeat.close();
        connection.close();
    }
}
