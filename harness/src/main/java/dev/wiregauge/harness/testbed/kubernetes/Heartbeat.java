package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks an agent again and again whether it is there, and cuts its stream when no answer comes.
///
/// A dropped connection is noticed by nobody else: packets lost on the way to the API server left
/// client and agent waiting for 13 minutes (measured; WebSocket pings are not checked for pongs).
/// The question is also what keeps the agent's dead-man timer from ending it.
final class Heartbeat implements AutoCloseable {
    /// Period and patience together stay below the 5 s within which a cut stream must be noticed.
    static final Duration PERIOD = Duration.ofSeconds(1);

    static final Duration PATIENCE = Duration.ofMillis(3_500);

    /// While a run is placed nothing is measured yet, and many agents start on few CPUs at once:
    /// one was seen silent for more than 3.5 s where 18 started on two CPUs under other load.
    static final Duration PATIENCE_WHILE_PLACING = Duration.ofSeconds(15);

    private final AgentConnection agent;
    private final ExecTransport transport;
    private final Thread beating;
    private volatile Duration patience = PATIENCE_WHILE_PLACING;

    Heartbeat(AgentConnection agent, ExecTransport transport) {
        this.agent = agent;
        this.transport = transport;
        this.beating = Thread.ofVirtual().name("heartbeat-" + agent.name()).start(this::beat);
    }

    private void beat() {
        Duration waited = patience;
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(PERIOD);
                waited = patience;
                AgentEvent _ =
                        agent.send(new AgentCommand.Ping())
                                .get(waited.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            transport.cut("no answer to a heartbeat within " + waited.toMillis() + " ms");
        } catch (ExecutionException e) {
            transport.cut("the agent is lost");
        } catch (InterruptedException e) {
            // the testbed is closing
        }
    }

    /// From now on a silent agent is lost within 5 s.
    void placed() {
        patience = PATIENCE;
    }

    @Override
    public void close() {
        beating.interrupt();
    }
}
