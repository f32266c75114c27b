package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether servers saw a client under its own address. A cell whose source was rewritten did other
/// work than one whose was not: kube-proxy masquerades clients from outside its cluster CIDR, as
/// those of temporary pools may be. The two are never compared.
final class SourceAddress {
    private SourceAddress() {}

    /// Such as `10.0.0.1 instead of 198.18.0.3`, of the first trial; empty where the servers of any
    /// trial saw the client itself, or nothing was measured.
    static Optional<String> rewritten(List<Trial> trials) {
        List<Measurement> all =
                trials.stream().flatMap(trial -> trial.measurement().stream()).toList();
        boolean always =
                !all.isEmpty()
                        && all.stream().noneMatch(m -> m.clientAddress().equals(m.peerSeen()));
        return always
                ? Optional.of(
                        all.getFirst().peerSeen() + " instead of " + all.getFirst().clientAddress())
                : Optional.empty();
    }

    /// One caveat for each row in which some are rewritten and others not.
    static List<String> caveats(List<Row> rows) {
        List<String> caveats = new ArrayList<>();
        for (Row row : rows) {
            List<Entry> measured =
                    row.entries().stream().filter(entry -> !entry.validTrials().isEmpty()).toList();
            List<Entry> rewritten =
                    measured.stream()
                            .filter(entry -> rewritten(entry.validTrials()).isPresent())
                            .toList();
            if (!rewritten.isEmpty() && rewritten.size() < measured.size()) {
                caveats.add(
                        "With SNAT: %s (the server saw %s). It is not compared with cells of the same row whose clients keep their address: kube-proxy masquerades what comes from outside its cluster CIDR."
                                .formatted(
                                        String.join(
                                                ", ",
                                                rewritten.stream()
                                                        .map(entry -> entry.cell().id())
                                                        .toList()),
                                        rewritten(rewritten.getFirst().validTrials())
                                                .orElseThrow()));
            }
        }
        return caveats;
    }
}
