package dev.wiregauge.report.findings;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A line of evidence, split into who says it and what.
///
/// @param view one of the ways to look at a network: intent, annotation, kernel, counter, wire,
///   probe; `fact` where the line names none
/// @param of whose, such as `node1` or `vxlan-1 -> vxlan-2`; may be empty
record EvidenceLine(String view, String of, String says) {
    private static final Set<String> VIEWS =
            Set.of("intent", "annotation", "kernel", "counter", "wire", "probe", "API", "capture");

    /// Rules begin a line with its view: `kernel of node1: net.ipv4.ip_forward = 0`.
    static EvidenceLine of(String line) {
        int colon = line.indexOf(": ");
        if (colon < 0) {
            return new EvidenceLine("fact", "", line);
        }
        String head = line.substring(0, colon);
        String[] words = head.split("[ ,]+", 2);
        String view = words[0].equals("counters") ? "counter" : words[0];
        if (!VIEWS.contains(view)) {
            return new EvidenceLine("fact", "", line);
        }
        String of = words.length > 1 ? words[1].replaceFirst("^of ", "") : "";
        return new EvidenceLine(view, of, line.substring(colon + 2));
    }

    /// The first line, and the first that looks from elsewhere: what disagrees, or agrees that
    /// something is wrong. One line where all look from one place.
    static List<EvidenceLine> views(List<EvidenceLine> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        EvidenceLine first = lines.getFirst();
        Optional<EvidenceLine> second =
                lines.stream()
                        .filter(line -> !line.view().equals(first.view()))
                        .findFirst()
                        .or(() ->
                                lines.stream()
                                        .filter(line -> !line.of().equals(first.of()))
                                        .findFirst());
        return second.map(line -> List.of(first, line)).orElse(List.of(first));
    }
}
