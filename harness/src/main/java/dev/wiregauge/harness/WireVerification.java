package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Datagram;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The verify phase: single tagged datagrams cross while both uplinks are captured; every tag is
/// looked for under every encapsulation. Never runs while anything is measured.
final class WireVerification {
    /// Whole headers of the deepest encapsulation plus cookie and tag; the payload is of no
    /// interest.
    private static final int SNAP_LENGTH_BYTES = 256;

    /// Small ones beside the full-size ones: each leaves from a source port of its own.
    private static final List<Integer> SMALL_PACKET_BYTES =
            List.of(64, 96, 128, 256, 512, 576, 1000, 1280);

    /// Headers of IPv6 and UDP, and what the tag takes.
    private static final int LEAST_IPV6_BYTES = 40 + 8 + 22;

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    /// The longest a datagram may take to arrive before it counts as lost.
    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    private final Testbed testbed;
    private final Cast cast;
    private final String cookie;
    private final RunFolder folder;
    private final TagNumbers tags = new TagNumbers();

    WireVerification(Testbed testbed, Cast cast, String cookie, RunFolder folder) {
        this.testbed = testbed;
        this.cast = cast;
        this.cookie = cookie;
        this.folder = folder;
    }

    /// Proofs of both directions of each pair. A step that fails gives two Inconclusive proofs,
    /// never an exception.
    List<WireProof> verify(Mode mode) {
        return cast.pairs(mode).stream().flatMap(pair -> verify(mode, pair).stream()).toList();
    }

    private List<WireProof> verify(Mode mode, Cast.Pair pair) {
        AgentHandle near = pair.near();
        AgentHandle far = pair.far();
        try {
            List<Capture> captures =
                    testbed.watchesWire()
                            ? startCaptures(mode.id() + pair.suffix(), near, far)
                            : List.of();
            Sent there = send(near, far);
            Sent back = send(far, near);
            Set<Integer> arrivedThere = arrived(far, there);
            Set<Integer> arrivedBack = arrived(near, back);
            List<Captured> captured = captures.stream().map(this::finish).toList();
            return List.of(
                    proof(mode, near, far, there, arrivedThere, captured),
                    proof(mode, far, near, back, arrivedBack, captured));
        } catch (AgentLostException | AgentRefusedException e) {
            String reason = "the wire could not be watched: " + e.getMessage();
            return List.of(unproved(mode, near, far, reason), unproved(mode, far, near, reason));
        }
    }

    private record Capture(AgentHandle watcher, String name, TestbedNode node, String filter) {}

    private record Captured(CapturePoint point, Map<String, List<Sighting>> sightings) {}

    private record Sent(
            List<AgentCommand.TaggedDatagram> datagrams,
            Map<String, String> outcomes,
            int mtuBytes) {}

    private List<Capture> startCaptures(String name, AgentHandle near, AgentHandle far) {
        String filter = PairFilter.of(testbed, near, far).onUplinks();
        List<Capture> captures = new ArrayList<>();
        for (TestbedNode node : List.of(testbed.node(near.node()), testbed.node(far.node()))) {
            AgentHandle watcher = testbed.nodeAgent(node.name());
            Capture capture = new Capture(watcher, name + "-" + node.name(), node, filter);
            watcher.ask(
                    new AgentCommand.StartCapture(
                            capture.name(), node.uplink(), filter, SNAP_LENGTH_BYTES),
                    AgentEvent.CaptureStarted.class,
                    DEADLINE);
            captures.add(capture);
        }
        return captures;
    }

    private Sent send(AgentHandle from, AgentHandle to) {
        List<AgentCommand.TaggedDatagram> datagrams = new ArrayList<>();
        boolean six = to.address().indexOf(':') >= 0;
        SMALL_PACKET_BYTES.stream()
                .map(bytes -> Math.max(bytes, six ? LEAST_IPV6_BYTES : bytes))
                .forEach(bytes -> datagrams.add(tags.next(bytes)));
        AgentEvent.TagsSent small = ask(from, to, datagrams);
        int mtu = small.interfaceMtuBytes();
        List<AgentCommand.TaggedDatagram> large =
                List.of(tags.next(mtu - 1), tags.next(mtu), tags.next(mtu + 1));
        AgentEvent.TagsSent full = ask(from, to, large);
        datagrams.addAll(large);
        Map<String, String> outcomes = new HashMap<>(small.outcomes());
        outcomes.putAll(full.outcomes());
        return new Sent(datagrams, outcomes, mtu);
    }

    private AgentEvent.TagsSent ask(
            AgentHandle from, AgentHandle to, List<AgentCommand.TaggedDatagram> datagrams) {
        return from.ask(
                new AgentCommand.SendTags(cookie, to.address(), Testbed.DATA_PORT, datagrams),
                AgentEvent.TagsSent.class,
                DEADLINE);
    }

    /// Asks until all that was sent has arrived, or the time for it is over.
    private static Set<Integer> arrived(AgentHandle receiver, Sent sent) {
        long wanted = sent.outcomes().values().stream().filter(Datagram.SENT::equals).count();
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (true) {
            Set<Integer> tags =
                    Set.copyOf(
                            receiver.ask(
                                            new AgentCommand.CollectTags(),
                                            AgentEvent.TagsReceived.class,
                                            DEADLINE)
                                    .tags());
            long got =
                    sent.datagrams().stream()
                            .filter(datagram -> tags.contains(datagram.tag()))
                            .count();
            if (got >= wanted || System.nanoTime() >= end) {
                return tags;
            }
            Pause.millis(20);
        }
    }

    private Captured finish(Capture capture) {
        AgentEvent.CaptureDone done =
                capture.watcher()
                        .ask(
                                new AgentCommand.StopCapture(capture.name(), cookie),
                                AgentEvent.CaptureDone.class,
                                DEADLINE);
        String file = capture.name() + ".pcap";
        new CaptureFile(capture.watcher(), capture.name(), done)
                .fetchTo(folder.evidence().resolve(file));
        CapturePoint point =
                new CapturePoint(
                        capture.name(),
                        capture.node().name(),
                        capture.node().uplink(),
                        capture.filter(),
                        file,
                        done.received(),
                        done.dropped());
        return new Captured(point, done.sightings());
    }

    private WireProof proof(
            Mode mode,
            AgentHandle from,
            AgentHandle to,
            Sent sent,
            Set<Integer> arrived,
            List<Captured> captured) {
        List<Datagram> datagrams = new ArrayList<>();
        for (AgentCommand.TaggedDatagram datagram : sent.datagrams()) {
            String tag = Integer.toString(datagram.tag());
            List<Sighting> sightings = new ArrayList<>();
            captured.forEach(
                    capture -> sightings.addAll(capture.sightings().getOrDefault(tag, List.of())));
            datagrams.add(
                    new Datagram(
                            datagram.tag(),
                            datagram.packetBytes(),
                            datagram.dontFragment(),
                            sent.outcomes().getOrDefault(tag, "no outcome"),
                            arrived.contains(datagram.tag()),
                            sightings));
        }
        List<CapturePoint> points = captured.stream().map(Captured::point).toList();
        WireProof unjudged =
                proof(mode, from, to, sent.mtuBytes(), datagrams, points, new Verdict.Pass());
        return proof(
                mode, from, to, sent.mtuBytes(), datagrams, points, ProofJudge.judge(unjudged));
    }

    private WireProof unproved(Mode mode, AgentHandle from, AgentHandle to, String reason) {
        return proof(mode, from, to, 0, List.of(), List.of(), new Verdict.Inconclusive(reason));
    }

    private WireProof proof(
            Mode mode,
            AgentHandle from,
            AgentHandle to,
            int mtuBytes,
            List<Datagram> datagrams,
            List<CapturePoint> points,
            Verdict verdict) {
        Optional<Encapsulation> expected =
                mode.expected(
                        testbed.node(from.node())
                                .subnet()
                                .equals(testbed.node(to.node()).subnet()));
        String tunnel = testbed.tunnels().getOrDefault(mode, "none");
        return new WireProof(
                mode,
                endpoint(from),
                endpoint(to),
                expected,
                tunnel,
                mtuBytes,
                datagrams,
                points,
                verdict);
    }

    private static Endpoint endpoint(AgentHandle agent) {
        return new Endpoint(agent.name(), agent.node(), agent.address());
    }

    /// Hands out tags, each one once in a run.
    private static final class TagNumbers {
        private int last;

        AgentCommand.TaggedDatagram next(int packetBytes) {
            last++;
            return new AgentCommand.TaggedDatagram(last, packetBytes, true);
        }
    }
}
