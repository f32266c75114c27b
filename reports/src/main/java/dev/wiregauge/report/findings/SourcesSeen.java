package dev.wiregauge.report.findings;

import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whose address servers see, flow by flow, beside what the Kubernetes model and natOutgoing
/// promise. Neither a rewritten nor a kept address is a fault by itself: only the wrong one is.
public final class SourcesSeen {
    private final Evidence evidence;
    private final Map<Flow, Set<Seen>> seen = new EnumMap<>(Flow.class);

    /// @param asExpected false also where one of several is not
    public record Row(String flow, String seenAs, String expected, boolean asExpected) {}

    private enum Seen {
        ITSELF("its own address"),
        ITS_NODE("its node"),
        THE_CALLED_NODE("the node whose port is called"),
        ANOTHER_NODE("another node"),
        UNKNOWN("an address that nobody here bears");

        private final String words;

        Seen(String words) {
            this.words = words;
        }
    }

    private enum Flow {
        POD_POD_NEAR("pod to pod, same node", Seen.ITSELF),
        POD_POD_FAR("pod to pod, other node", Seen.ITSELF),
        POD_SERVICE("pod to ClusterIP", Seen.ITSELF),
        HAIRPIN("pod to itself by ClusterIP", Seen.ITS_NODE),
        POD_NODE_PORT("pod to a node's port", Seen.THE_CALLED_NODE),
        OUTSIDE_NODE_PORT("other node to a node's port", Seen.THE_CALLED_NODE),
        OUTSIDE_LOCAL("other node to a port, policy Local", Seen.ITSELF),
        NODE_POD("node to pod", Seen.ITSELF),
        POD_OUTSIDE("pod to outside all pools", Seen.ITS_NODE);

        private final String words;
        private final Seen promised;

        Flow(String words, Seen promised) {
            this.words = words;
            this.promised = promised;
        }
    }

    private SourcesSeen(Evidence evidence) {
        this.evidence = evidence;
    }

    /// One row for each kind of flow that was answered, in a fixed order.
    public static List<Row> of(Evidence evidence) {
        SourcesSeen sources = new SourcesSeen(evidence);
        evidence.paths().forEach(sources::note);
        evidence.calls().orElse(List.of()).forEach(sources::note);
        return sources.rows();
    }

    private void note(PathEvidence path) {
        flow(path.kind())
                .ifPresent(flow ->
                        path.echoes().ifPresent(echoes -> note(flow, path.from(), "", echoes)));
    }

    private static Optional<Flow> flow(Path kind) {
        return switch (kind) {
            case POD_POD_SAME_NODE -> Optional.of(Flow.POD_POD_NEAR);
            case POD_POD_CROSS_NODE -> Optional.of(Flow.POD_POD_FAR);
            case POD_SERVICE -> Optional.of(Flow.POD_SERVICE);
            case POD_SELF_SERVICE -> Optional.of(Flow.HAIRPIN);
            case NODE_POD -> Optional.of(Flow.NODE_POD);
            case POD_NODE -> Optional.of(Flow.POD_OUTSIDE);
            case POD_NODEPORT, POD_LOADBALANCER, POD_HEADLESS, NODE_NODE -> Optional.empty();
        };
    }

    private void note(ServiceCall call) {
        Optional<ServiceKind> kind =
                evidence.intent().service(call.service()).flatMap(ServiceIntent::kind);
        boolean fromNode = evidence.intent().node(call.from().name()).isPresent();
        if (kind.equals(Optional.of(ServiceKind.NODE_PORT))) {
            Flow flow = fromNode ? Flow.OUTSIDE_NODE_PORT : Flow.POD_NODE_PORT;
            note(flow, call.from(), call.via(), call.echoes());
        } else if (kind.equals(Optional.of(ServiceKind.LOCAL_NODE_PORT))) {
            note(Flow.OUTSIDE_LOCAL, call.from(), call.via(), call.echoes());
        }
    }

    private void note(Flow flow, End from, String via, Echoes echoes) {
        boolean alone = echoes.servedBy().size() == 1 && echoes.servedBy().containsKey(from.name());
        for (String peer : echoes.peersSeen().keySet()) {
            // a backend that meets itself among others is hairpin as well
            boolean hairpin =
                    flow == Flow.POD_SERVICE
                            && echoes.servedBy().containsKey(from.name())
                            && (alone || !peer.equals(from.address()));
            seen.computeIfAbsent(hairpin ? Flow.HAIRPIN : flow, _ -> EnumSet.noneOf(Seen.class))
                    .add(who(peer, from, via));
        }
    }

    private Seen who(String peer, End from, String via) {
        if (peer.equals(from.address())) {
            return Seen.ITSELF;
        }
        String holder = holder(peer);
        if (!via.isEmpty() && holder.equals(via)) {
            return Seen.THE_CALLED_NODE;
        }
        if (holder.equals(from.node())) {
            // a node that is seen by its tunnel's address is still itself
            return from.name().equals(from.node()) ? Seen.ITSELF : Seen.ITS_NODE;
        }
        return holder.isEmpty() ? Seen.UNKNOWN : Seen.ANOTHER_NODE;
    }

    private String holder(String address) {
        return evidence.intent().nodes().stream()
                .filter(node ->
                        node.address().equals(address)
                                || Optional.ofNullable(evidence.kernels().get(node.name()))
                                        .map(facts -> bears(facts, address))
                                        .orElse(false))
                .map(NodeIntent::name)
                .findFirst()
                .orElse("");
    }

    private static boolean bears(NetworkFacts facts, String address) {
        return facts.addresses().stream().anyMatch(each -> each.address().equals(address));
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        seen.forEach((flow, who) -> {
            Seen promised =
                    flow == Flow.POD_OUTSIDE && !evidence.intent().natOutgoing()
                            ? Seen.ITSELF
                            : flow.promised;
            rows.add(
                    new Row(
                            flow.words,
                            who.stream().map(each -> each.words).collect(Collectors.joining(", ")),
                            promised.words,
                            who.equals(EnumSet.of(promised))));
        });
        return rows;
    }
}
