package dev.wiregauge.agent.inspect;

import dev.wiregauge.result.Inspection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Recognises the flows of one capture in another, also under other addresses.
///
/// A packet counts only if one of its signatures belongs to one flow alone in each capture; a flow
/// is recognised by the flow that most of its first packets are found in.
final class RewriteFinder {
    /// One kind of signature of a packet.
    private interface Kind {
        long of(Signatures signatures, int index);
    }

    private static final List<Kind> KINDS = List.of(Signatures::byHeaders, Signatures::byPayload);

    private final String fileA;
    private final String fileB;
    private final List<Inspection.Rewrite> rewrites = new ArrayList<>();
    private final List<Inspection.MssChange> mssChanges = new ArrayList<>();

    RewriteFinder(String fileA, FlowTable a, String fileB, FlowTable b) {
        this.fileA = fileA;
        this.fileB = fileB;
        Map<Long, Flow> known = unambiguous(a);
        Map<Long, Flow> seen = unambiguous(b);
        for (Flow flowB : b.all()) {
            match(flowB, known, seen);
        }
    }

    List<Inspection.Rewrite> rewrites() {
        return rewrites;
    }

    List<Inspection.MssChange> mssChanges() {
        return mssChanges;
    }

    private static Map<Long, Flow> unambiguous(FlowTable table) {
        Map<Long, Flow> owners = new HashMap<>();
        Set<Long> ambiguous = new HashSet<>();
        for (Flow flow : table.all()) {
            for (Kind kind : KINDS) {
                for (int i = 0; i < flow.signatures.size(); i++) {
                    long signature = kind.of(flow.signatures, i);
                    Flow owner = owners.putIfAbsent(signature, flow);
                    if (owner != null && !owner.equals(flow)) {
                        ambiguous.add(signature);
                    }
                }
            }
        }
        owners.keySet().removeAll(ambiguous);
        owners.remove(Signatures.NONE);
        return owners;
    }

    private void match(Flow flowB, Map<Long, Flow> known, Map<Long, Flow> seen) {
        Map<Flow, Integer> votes = new LinkedHashMap<>();
        Set<Long> counted = new HashSet<>();
        for (int i = 0; i < flowB.signatures.size(); i++) {
            int packet = i;
            KINDS.stream()
                    .map(kind -> kind.of(flowB.signatures, packet))
                    .filter(signature ->
                            known.containsKey(signature) && seen.containsKey(signature))
                    .findFirst()
                    .filter(counted::add)
                    .map(known::get)
                    .ifPresent(flowA -> votes.merge(flowA, 1, Integer::sum));
        }
        Optional<Map.Entry<Flow, Integer>> best =
                votes.entrySet().stream().max(Map.Entry.comparingByValue());
        if (best.isEmpty()) {
            return;
        }
        note(best.get().getKey(), flowB, best.get().getValue());
    }

    private void note(Flow flowA, Flow flowB, int matched) {
        boolean sameNames =
                flowA.source().equals(flowB.source())
                        && flowA.destination().equals(flowB.destination());
        if (!sameNames) {
            rewrites.add(
                    new Inspection.Rewrite(
                            fileA,
                            flowA.source(),
                            flowA.destination(),
                            fileB,
                            flowB.source(),
                            flowB.destination(),
                            flowB.protocol(),
                            matched));
        }
        if (flowA.mss() > 0 && flowB.mss() > 0 && flowA.mss() != flowB.mss()) {
            mssChanges.add(
                    new Inspection.MssChange(
                            fileA,
                            flowA.mss(),
                            fileB,
                            flowB.mss(),
                            flowB.source(),
                            flowB.destination()));
        }
    }
}
