package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.Testbed.UplinkQueue;
import dev.wiregauge.result.BulkOverhead;
import dev.wiregauge.result.BulkOverhead.Count;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts what a stream of known size costs on the sender's uplink, twice: by the interface and by
/// the queue before it. A part of the verify phase; never runs while anything is measured.
final class BulkCounting {
    /// Enough that the handshake and acknowledgements are a thousandth of it.
    private static final int BULK_BYTES = 32 << 20;

    private static final int PATIENCE_MILLIS = 15_000;
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private final Testbed testbed;
    private final Cast cast;
    private final String cookie;
    private final KeepAlive keepAlive;

    BulkCounting(Testbed testbed, Cast cast, String cookie, KeepAlive keepAlive) {
        this.testbed = testbed;
        this.cast = cast;
        this.cookie = cookie;
        this.keepAlive = keepAlive;
    }

    /// A step that fails gives an Inconclusive result, never an exception.
    List<BulkOverhead> count(List<Mode> modes) {
        Optional<UplinkQueue> queue = testbed.uplinkQueue();
        queue.ifPresent(UplinkQueue::attach);
        try {
            return modes.stream().map(this::count).toList();
        } finally {
            queue.ifPresent(UplinkQueue::detach);
        }
    }

    private BulkOverhead count(Mode mode) {
        keepAlive.ifDue();
        testbed.enter(mode);
        Cast.Pair pair = cast.pairs(mode).getFirst();
        try {
            return count(mode, pair);
        } catch (AgentLostException | AgentRefusedException e) {
            return uncounted(mode, pair, "", "no bulk could be counted: " + e.getMessage());
        }
    }

    private BulkOverhead count(Mode mode, Cast.Pair pair) {
        TestbedNode node = testbed.node(pair.near().node());
        AgentHandle counter = testbed.nodeAgent(node.name());
        String queue = queueKind(counter, node.uplink());
        int port =
                pair.far()
                        .ask(
                                new AgentCommand.ServeProbes(cookie, pair.far().address(), 0),
                                AgentEvent.Serving.class,
                                DEADLINE)
                        .port();
        Map<String, Long> before = counters(counter);
        ProbeAnswer.TcpConnections sent =
                ask(
                        pair.near(),
                        new Probe.Tcp(
                                cookie, pair.far().address(), port, 1, BULK_BYTES, PATIENCE_MILLIS),
                        ProbeAnswer.TcpConnections.class);
        Map<String, Long> after = counters(counter);
        if (sent.bulkDelivered() != 1) {
            return uncounted(mode, pair, queue, "the bulk did not arrive within 15 s");
        }
        Count byQueue = risen(before, after, node.uplink() + ".qdisc_");
        if (byQueue.packets() == 0) {
            return uncounted(
                    mode,
                    pair,
                    queue,
                    "%s of %s has no queue that counts (%s)"
                            .formatted(node.uplink(), node.name(), queue));
        }
        return new BulkOverhead(
                mode,
                endpoint(pair.near()),
                endpoint(pair.far()),
                queue,
                BULK_BYTES,
                sent.retransmits(),
                Optional.of(risen(before, after, node.uplink() + ".tx_")),
                Optional.of(byQueue),
                new Verdict.Pass());
    }

    private static String queueKind(AgentHandle counter, String uplink) {
        return ask(counter, new Probe.ReadNetwork(), ProbeAnswer.Network.class)
                .facts()
                .link(uplink)
                .map(NetworkFacts.Link::qdisc)
                .orElse("");
    }

    private static Map<String, Long> counters(AgentHandle agent) {
        return ask(agent, new Probe.ReadCounters(), ProbeAnswer.Counters.class).values();
    }

    private static <A extends ProbeAnswer> A ask(
            AgentHandle agent, Probe question, Class<A> answer) {
        return answer.cast(
                agent.ask(new AgentCommand.RunProbe(question), AgentEvent.Probed.class, DEADLINE)
                        .answer());
    }

    private static Count risen(Map<String, Long> before, Map<String, Long> after, String prefix) {
        return new Count(
                risenBy(before, after, prefix + "packets"),
                risenBy(before, after, prefix + "bytes"));
    }

    private static long risenBy(Map<String, Long> before, Map<String, Long> after, String name) {
        return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    }

    private static BulkOverhead uncounted(Mode mode, Cast.Pair pair, String queue, String reason) {
        return new BulkOverhead(
                mode,
                endpoint(pair.near()),
                endpoint(pair.far()),
                queue,
                BULK_BYTES,
                0,
                Optional.empty(),
                Optional.empty(),
                new Verdict.Inconclusive(reason));
    }

    private static Endpoint endpoint(AgentHandle agent) {
        return new Endpoint(agent.name(), agent.node(), agent.address());
    }
}
