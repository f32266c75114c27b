package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.PathEvidence.Wire;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Captures on every node's uplink while single datagrams cross, and hands each path what was seen
/// of its own.
final class WireWatch {
    /// Whole headers of the deepest encapsulation plus cookie and tag.
    private static final int SNAP_LENGTH_BYTES = 256;

    private final Testbed testbed;
    private final String cookie;
    private final Intent intent;
    private final Inquiry inquiry;
    private final List<TestbedNode> watched = new ArrayList<>();
    private final Map<String, List<Sighting>> sightings = new HashMap<>();

    WireWatch(Testbed testbed, String cookie, Intent intent, Inquiry inquiry) {
        this.testbed = testbed;
        this.cookie = cookie;
        this.intent = intent;
        this.inquiry = inquiry;
    }

    void start() {
        String filter = filter();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (TestbedNode node : testbed.nodes()) {
            tasks.add(() -> {
                boolean started =
                        inquiry.ask(
                                        testbed.nodeAgent(node.name()),
                                        new AgentCommand.StartCapture(
                                                name(node),
                                                node.uplink(),
                                                filter,
                                                SNAP_LENGTH_BYTES),
                                        AgentEvent.CaptureStarted.class,
                                        PrivilegedEvidence.WIRE.at(node.name()))
                                .isPresent();
                if (started) {
                    synchronized (watched) {
                        watched.add(node);
                    }
                }
                return started;
            });
        }
        SideBySide.run(tasks);
    }

    /// Another one for each collection: the agent keeps the captures of earlier ones.
    private String name(TestbedNode node) {
        return prefix() + node.name();
    }

    private String prefix() {
        return "diagnosis-" + cookie.substring(0, 8) + "-";
    }

    /// All that may belong to a pod or a tunnel, and never a mode: what is expected must not decide
    /// what is seen.
    private String filter() {
        String hosts =
                Stream.concat(
                                testbed.nodes().stream().flatMap(TestbedNode::addresses),
                                intent.pods().stream().map(pod -> pod.address()))
                        .distinct()
                        .map(address -> "host " + address)
                        .collect(Collectors.joining(" or "));
        return "not tcp and (" + hosts + ")";
    }

    /// Ends the captures; a node whose capture failed or lost packets does not count as watched.
    void stop() {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (TestbedNode node : List.copyOf(watched)) {
            tasks.add(() -> {
                var done =
                        inquiry.ask(
                                testbed.nodeAgent(node.name()),
                                new AgentCommand.StopCapture(name(node), cookie),
                                AgentEvent.CaptureDone.class,
                                PrivilegedEvidence.WIRE.at(node.name()));
                boolean whole = done.isPresent() && done.get().dropped() == 0;
                synchronized (watched) {
                    if (!whole) {
                        watched.remove(node);
                        done.ifPresent(some ->
                                inquiry.note(
                                        PrivilegedEvidence.WIRE.at(node.name()),
                                        "the capture lost " + some.dropped() + " packets"));
                    } else {
                        done.get()
                                .sightings()
                                .forEach((tag, seen) ->
                                        sightings
                                                .computeIfAbsent(tag, _ -> new ArrayList<>())
                                                .addAll(seen));
                    }
                }
                return whole;
            });
        }
        SideBySide.run(tasks);
    }

    /// What the wire showed of a path's datagrams. Sightings name the node as their capture point.
    Wire of(PathUnderProbe path, Echoes echoes) {
        List<Sighting> questions = new ArrayList<>();
        List<Sighting> answers = new ArrayList<>();
        for (int tag = path.firstTag(); tag < path.firstTag() + echoes.sent(); tag++) {
            questions.addAll(seen(tag));
            answers.addAll(seen(tag | Probe.ANSWER_BIT));
        }
        return new Wire(
                echoes.sent(),
                echoes.answered(),
                watched.stream().map(TestbedNode::name).sorted().toList(),
                questions,
                answers);
    }

    private List<Sighting> seen(int tag) {
        return sightings.getOrDefault(Integer.toString(tag), List.of()).stream()
                .map(this::atNode)
                .toList();
    }

    private Sighting atNode(Sighting s) {
        return new Sighting(
                s.capturePoint().substring(prefix().length()),
                s.encapsulation(),
                s.outerBytes(),
                s.innerBytes(),
                s.outerSource(),
                s.outerDestination(),
                s.ipProtocol(),
                s.udpSourcePort(),
                s.udpDestinationPort(),
                s.vni(),
                s.outerDontFragment(),
                s.innerDontFragment(),
                s.wholeFrame());
    }
}
