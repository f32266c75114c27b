package dev.wiregauge.report.html;

import dev.wiregauge.report.HopSummary;
import dev.wiregauge.report.HopSummary.Distribution;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.HopCell;
import dev.wiregauge.report.html.Page.HopGroup;
import dev.wiregauge.report.html.Page.HopLine;
import dev.wiregauge.report.html.Page.LegendItem;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Direction;
import dev.wiregauge.result.HopTimes.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where round trips spent their time, part by part, all modes side by side.
final class HopTable {
    private final List<HopSummary> timed;
    private final List<HopSummary> all;
    private final Inks inks;

    HopTable(List<HopSummary> hops, Inks inks) {
        this.all = hops;
        this.timed = hops.stream().filter(summary -> !summary.parts().isEmpty()).toList();
        this.inks = inks;
    }

    List<LegendItem> modes() {
        return timed.stream()
                .map(HopSummary::times)
                .map(times -> new LegendItem(times.mode().id(), inks.position(times.mode())))
                .toList();
    }

    List<HopGroup> groups() {
        if (timed.isEmpty()) {
            return List.of();
        }
        List<HopGroup> groups = new ArrayList<>();
        for (Direction direction : List.of(Direction.REQUEST, Direction.BOTH, Direction.REPLY)) {
            List<HopLine> lines =
                    order(direction).stream()
                            .filter(part -> timed.stream().anyMatch(s -> tells(s, direction, part)))
                            .map(part -> line(direction, part))
                            .toList();
            if (!lines.isEmpty()) {
                groups.add(new HopGroup(title(direction), lines));
            }
        }
        groups.add(
                new HopGroup(
                        "Round trip",
                        List.of(
                                total("all parts added up", HopSummary::sum),
                                total("as the client saw it", HopSummary::captured),
                                total("without any capture", HopSummary::uncaptured))));
        return groups;
    }

    private static List<Part> order(Direction direction) {
        return switch (direction) {
            case REQUEST, BOTH -> List.of(Part.values());
            case REPLY ->
                    List.of(
                            Part.SERVER,
                            Part.POD_TO_NODE,
                            Part.ENCAPSULATION,
                            Part.WIRE,
                            Part.DECAPSULATION,
                            Part.NODE_TO_POD,
                            Part.CLIENT);
        };
    }

    private static String title(Direction direction) {
        return switch (direction) {
            case REQUEST -> "Request";
            case BOTH -> "Between the two";
            case REPLY -> "Reply";
        };
    }

    private HopLine line(Direction direction, Part part) {
        return new HopLine(
                words(direction, part),
                timed.stream().map(summary -> cell(summary, direction, part)).toList());
    }

    private static String words(Direction direction, Part part) {
        return switch (part) {
            case CLIENT -> direction == Direction.REQUEST ? "client sends" : "client receives";
            case POD_TO_NODE -> "pod to node";
            case ENCAPSULATION -> "encapsulation";
            case WIRE -> direction == Direction.BOTH ? "wire, there and back" : "wire";
            case DECAPSULATION -> "decapsulation";
            case NODE_TO_POD -> "node to pod";
            case SERVER -> "server answers";
        };
    }

    private static boolean tells(HopSummary summary, Direction direction, Part part) {
        return summary.part(direction, part).isPresent() || isJoined(summary, direction, part);
    }

    /// Whether a tunnel's end told no time of its own, so that decapsulation is in what follows.
    private static boolean isJoined(HopSummary summary, Direction direction, Part part) {
        return part == Part.DECAPSULATION
                && summary.part(direction, part).isEmpty()
                && summary.part(direction, Part.NODE_TO_POD).isPresent()
                && summary.part(direction, Part.ENCAPSULATION).isPresent();
    }

    private HopCell cell(HopSummary summary, Direction direction, Part part) {
        return cell(
                summary,
                summary.part(direction, part),
                isJoined(summary, direction, part) ? "in the next" : "–");
    }

    private HopLine total(String title, Function<HopSummary, Optional<Distribution>> which) {
        return new HopLine(
                title,
                timed.stream().map(summary -> cell(summary, which.apply(summary), "–")).toList());
    }

    private HopCell cell(HopSummary summary, Optional<Distribution> distribution, String absent) {
        return new HopCell(
                summary.times().mode().id(),
                distribution.map(d -> Quantities.duration(d.p50Ns())).orElse(absent),
                distribution
                        .map(d ->
                                "p99 "
                                        + Quantities.duration(d.p99Ns())
                                        + ", mean "
                                        + Quantities.duration(d.meanNs()))
                        .orElse(""));
    }

    /// How well the parts explain the round trip, and what could not be told, a line for each mode.
    List<String> notes() {
        return all.stream().map(HopTable::note).toList();
    }

    private static String note(HopSummary summary) {
        HopTimes times = summary.times();
        String mode = times.mode().id() + ": ";
        if (times.agreement().isEmpty()) {
            return mode + String.join("; ", Verdicts.reasons(times.verdict()));
        }
        HopTimes.Agreement agreement = times.agreement().get();
        return mode
                + "%d of %d round trips were seen at all %d capture points; in %d the parts add up to what the client saw within their own error (median %s, largest %s), the largest difference is %s."
                        .formatted(
                                times.complete(),
                                times.sent(),
                                times.capturePoints().size(),
                                agreement.withinError(),
                                Quantities.duration((double) agreement.medianErrorNs()),
                                Quantities.duration((double) agreement.largestErrorNs()),
                                Quantities.duration((double) agreement.largestDifferenceNs()));
    }
}
