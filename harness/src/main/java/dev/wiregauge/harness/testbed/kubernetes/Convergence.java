package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentCommand.TaggedDatagram;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Waits until a datagram gets from one pod to another and back: routes are there when packets
/// arrive, not when a time has passed.
final class Convergence {
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);
    private static final int PROBE_BYTES = 100;

    private final Duration deadline;
    private final String cookie;
    private int lastTag;

    Convergence(Duration deadline, SecureRandom random) {
        this.deadline = deadline;
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        this.cookie = HexFormat.of().formatHex(bytes);
    }

    /// @throws EnvironmentException naming the direction in which nothing arrives
    void await(AgentHandle one, AgentHandle other) {
        List.of(one, other)
                .forEach(agent ->
                        agent.ask(
                                new AgentCommand.Serve(cookie, Testbed.DATA_PORT, Optional.empty()),
                                AgentEvent.Serving.class,
                                ANSWER_DEADLINE));
        awaitArrival(one, other);
        awaitArrival(other, one);
    }

    private void awaitArrival(AgentHandle from, AgentHandle to) {
        long endNs = System.nanoTime() + deadline.toNanos();
        while (true) {
            int tag = ++lastTag;
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
                    .anyMatch(received -> received <= tag)) {
                return;
            }
            if (System.nanoTime() > endNs) {
                throw new EnvironmentException(
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
