package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentCommand.TaggedDatagram;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Waits until a datagram gets from one pod to another and back, and each Service answers: routes
/// and rules are there when packets arrive, not when a time has passed.
///
/// What never arrives is told and not fatal: a diagnosis is made for just that, and a comparison
/// carries on with the modes that work.
final class Convergence {
    /// Eighteen agents that have just started on two busy CPUs take more than 5 s to open a port.
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);

    private static final int PROBE_BYTES = 100;
    private static final int CONNECT_MILLIS = 1000;

    private final String cookie;
    private final Set<String> serving = new HashSet<>();
    private int lastTag;

    Convergence(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        this.cookie = HexFormat.of().formatHex(bytes);
    }

    /// @return what does not arrive, naming the direction; empty where all does
    Optional<String> await(AgentHandle one, AgentHandle other, Duration deadline) {
        serve(one);
        serve(other);
        return arrives(one, other, deadline).or(() -> arrives(other, one, deadline));
    }

    /// A new Service works when kube-proxy has written its rules on the client's node.
    ///
    /// @param backends all of them serve from then on
    /// @return why it does not answer in time; empty where it does
    Optional<String> await(
            AgentHandle client,
            ServiceHandle service,
            List<AgentHandle> backends,
            Duration deadline) {
        backends.forEach(this::serve);
        long endNs = System.nanoTime() + deadline.toNanos();
        while (!connects(client, service)) {
            if (System.nanoTime() > endNs) {
                return Optional.of(
                        "Service %s (%s:%d) does not answer %s on %s within %d s"
                                .formatted(
                                        service.name(),
                                        service.address(),
                                        service.port(),
                                        client.name(),
                                        client.node(),
                                        deadline.toSeconds()));
            }
        }
        return Optional.empty();
    }

    private boolean connects(AgentHandle client, ServiceHandle service) {
        Probe probe =
                new Probe.Tcp(cookie, service.address(), service.port(), 1, 0, CONNECT_MILLIS);
        AgentEvent.Probed probed =
                client.ask(
                        new AgentCommand.RunProbe(probe), AgentEvent.Probed.class, ANSWER_DEADLINE);
        if (probed.answer() instanceof ProbeAnswer.TcpConnections found && found.connected() > 0) {
            return true;
        }
        Together.pause(Duration.ofMillis(100)); // a refusal comes back at once
        return false;
    }

    private void serve(AgentHandle agent) {
        if (serving.add(agent.name())) {
            AgentEvent.Serving _ =
                    agent.ask(
                            new AgentCommand.Serve(cookie, Testbed.DATA_PORT, Optional.empty()),
                            AgentEvent.Serving.class,
                            ANSWER_DEADLINE);
        }
    }

    private Optional<String> arrives(AgentHandle from, AgentHandle to, Duration deadline) {
        long endNs = System.nanoTime() + deadline.toNanos();
        int first = lastTag + 1;
        while (true) {
            int tag = ++lastTag;
            AgentEvent.TagsSent _ =
                    from.ask(
                            new AgentCommand.SendTags(
                                    cookie,
                                    to.address(),
                                    Testbed.DATA_PORT,
                                    List.of(new TaggedDatagram(tag, PROBE_BYTES, false))),
                            AgentEvent.TagsSent.class,
                            ANSWER_DEADLINE);
            Together.pause(Duration.ofMillis(100));
            if (to
                    .ask(
                            new AgentCommand.CollectTags(),
                            AgentEvent.TagsReceived.class,
                            ANSWER_DEADLINE)
                    .tags()
                    .stream()
                    .anyMatch(received -> received >= first && received <= tag)) {
                return Optional.empty();
            }
            if (System.nanoTime() > endNs) {
                return Optional.of(
                        "nothing gets from %s (%s on %s) to %s (%s on %s) within %d s: a policy that denies it, or no route"
                                .formatted(
                                        from.name(),
                                        from.address(),
                                        from.node(),
                                        to.name(),
                                        to.address(),
                                        to.node(),
                                        deadline.toSeconds()));
            }
        }
    }
}
