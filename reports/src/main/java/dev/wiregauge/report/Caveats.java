package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.PairedRatio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a reader must know before quoting a number.
public final class Caveats {
    /// What [dev.wiregauge.result.Run#testbed()] says of the lab.
    public static final String LAB = "lab";

    private Caveats() {}

    /// Those that hold for this run; the harness's own notes last.
    public static List<String> of(Comparison comparison) {
        List<String> caveats = new ArrayList<>();
        if (comparison.run().testbed().equals(LAB)) {
            caveats.add(
                    "All nodes of the lab share the CPUs of one machine: rows over unlimited"
                            + " uplinks show what each mode costs in CPU time, not what a wire"
                            + " would carry. Only rows over limited uplinks compare wires.");
        }
        comparison.proofs().stream()
                .filter(proof -> proof.tunnel().contains("look-alike"))
                .forEach(proof ->
                        caveats.add(
                                "The tunnel of "
                                        + proof.mode().id()
                                        + " is not the kernel's own device but a "
                                        + proof.tunnel()
                                        + "."));
        caveats.addAll(SourceAddress.caveats(comparison.rows()));
        ControlPath.moved(comparison).ifPresent(caveats::add);
        caveats.addAll(comparison.run().notes());
        return caveats;
    }

    /// Which method made the intervals, and at which level.
    public static String intervals(Comparison comparison) {
        List<PairedRatio> ratios =
                comparison.rows().stream()
                        .flatMap(row -> row.entries().stream())
                        .flatMap(entry -> entry.values().stream())
                        .map(Value::toReference)
                        .flatMap(Optional::stream)
                        .filter(ratio -> ratio.interval().isPresent())
                        .toList();
        if (ratios.isEmpty()) {
            return "No ratio has an interval.";
        }
        Set<String> kinds = new TreeSet<>();
        ratios.forEach(ratio -> ratio.interval().ifPresent(i -> kinds.add(kind(ratio, i))));
        return "In brackets: confidence intervals of the ratio from paired trials, "
                + kinds.stream().collect(Collectors.joining("; "))
                + ".";
    }

    private static String kind(PairedRatio ratio, ConfidenceInterval interval) {
        return ratio.method().label()
                + " at "
                + Quantities.level(interval.level())
                + " ("
                + ratio.pairs()
                + " pairs)";
    }
}
