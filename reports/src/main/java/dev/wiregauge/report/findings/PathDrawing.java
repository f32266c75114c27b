package dev.wiregauge.report.findings;

import dev.wiregauge.report.findings.PathStations.Station;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way of a packet as an SVG: down one node, across the wire, up the other, with the place of
/// the fault marked. Two columns, so that it stays legible on a phone.
///
/// @param svg self-contained; its colours are classes of the style sheet
/// @param caption the same in a sentence
record PathDrawing(String svg, String caption) {
    private static final int WIDTH = 440;
    private static final int COLUMN = 202;
    private static final int GUTTER = WIDTH - 2 * COLUMN;
    private static final int TOP = 30;
    private static final int ROW = 42;
    private static final int GAP = 13;
    private static final int PAD = 8;

    /// Empty where no path is known that the fault could be drawn on.
    ///
    /// @param id of the drawing within its page
    static Optional<PathDrawing> of(Evidence evidence, Finding finding, String id) {
        List<String> nodes = evidence.intent().nodes().stream().map(NodeIntent::name).toList();
        FaultPlace place = FaultPlace.of(finding, nodes);
        return candidates(evidence, finding).stream()
                .map(path -> new Candidate(path, PathStations.of(evidence, path)))
                .filter(candidate -> candidate.touches(place))
                .max((one, other) ->
                        Integer.compare(one.fit(place, finding), other.fit(place, finding)))
                .map(best -> new Pen(best.stations(), place, finding, id).draw());
    }

    /// The paths that the finding names; all between nodes where it names none.
    private static List<PathEvidence> candidates(Evidence evidence, Finding finding) {
        List<PathEvidence> named =
                evidence.paths().stream()
                        .filter(path -> finding.paths().contains(path.name()))
                        .toList();
        if (!named.isEmpty()) {
            return named;
        }
        return evidence.paths().stream()
                .filter(path ->
                        path.kind() == Path.POD_POD_CROSS_NODE
                                || path.kind() == Path.NODE_NODE
                                || path.kind() == Path.POD_SERVICE)
                .toList();
    }

    private record Candidate(PathEvidence path, PathStations stations) {

        boolean touches(FaultPlace place) {
            return place.nodes().contains(stations.fromNode())
                    || place.nodes().contains(stations.toNode());
        }

        /// The more, the more of the fault this path shows.
        int fit(FaultPlace place, Finding finding) {
            int fit = 0;
            fit += stations.holds(place.hop()) ? 8 : 0;
            fit += named(finding) ? 6 : 0;
            fit += stations.onOneNode() ? 0 : 4;
            fit += arrow().equals(finding.direction()) ? 2 : 0;
            fit += path.kind() == Path.POD_POD_CROSS_NODE ? 1 : 0;
            return fit;
        }

        /// Whether a device of this path is the very one that the finding is about.
        private boolean named(Finding finding) {
            String words = finding.place() + " " + finding.title();
            return stations.from().stream()
                    .filter(each -> each.hop() == Hop.TUNNEL || each.hop() == Hop.SERVICE)
                    .anyMatch(each -> words.contains(each.label()));
        }

        private String arrow() {
            return stations.fromNode() + " -> " + stations.toNode();
        }
    }

    /// Draws one picture.
    private static final class Pen {
        private final PathStations stations;
        private final FaultPlace place;
        private final Finding finding;
        private final String id;
        private final Hop marked;
        private final StringBuilder svg = new StringBuilder();
        private final List<String> marks = new ArrayList<>();

        private Pen(PathStations stations, FaultPlace place, Finding finding, String id) {
            this.stations = stations;
            this.place = place;
            this.finding = finding;
            this.id = id;
            this.marked = stations.holds(place.hop()) ? place.hop() : Hop.NODE;
        }

        PathDrawing draw() {
            int rows = Math.max(stations.from().size(), stations.to().size());
            int barTop = TOP + rows * (ROW + GAP) + (stations.onOneNode() ? 0 : PAD);
            int height = barTop + ROW + PAD;
            frames(barTop, height);
            column(stations.from(), 0, barTop, rows);
            column(stations.to(), COLUMN + GUTTER, barTop, rows);
            box(stations.middle(), PAD, barTop, WIDTH - 2 * PAD);
            String caption = caption();
            String head =
                    "<svg class=\"fd-drawing\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s\"><title id=\"%s\">%s</title>"
                            .formatted(WIDTH, height, id, id, Markup.escape(caption));
            return new PathDrawing(head + svg + "</svg>", caption);
        }

        private void frames(int barTop, int height) {
            if (stations.onOneNode()) {
                frame(0, WIDTH, height, stations.fromNode());
                return;
            }
            frame(0, COLUMN, barTop - GAP + PAD, stations.fromNode());
            frame(COLUMN + GUTTER, COLUMN, barTop - GAP + PAD, stations.toNode());
        }

        private void frame(int x, int width, int bottom, String name) {
            svg.append(
                    "<rect class=\"fd-frame\" x=\"%s\" y=\"1\" width=\"%s\" height=\"%d\" rx=\"9\"/>"
                            .formatted(x + .5, width - 1.0, bottom - 2));
            svg.append(
                    "<text class=\"fd-node\" x=\"%d\" y=\"20\">%s</text>"
                            .formatted(x + PAD + 2, Markup.escape(name)));
        }

        /// Stations end at the bar: a shorter side starts lower.
        private void column(List<Station> side, int x, int barTop, int rows) {
            int y = TOP + (rows - side.size()) * (ROW + GAP);
            for (int i = 0; i < side.size(); i++) {
                int next = i + 1 < side.size() ? y + ROW + GAP : barTop;
                wire(x + COLUMN / 2, y + ROW, next, x == 0);
                box(side.get(i), x + PAD, y, COLUMN - 2 * PAD);
                y += ROW + GAP;
            }
        }

        private void wire(int x, int top, int bottom, boolean source) {
            svg.append("<path class=\"fd-wire\" d=\"M%d %dV%d\"/>".formatted(x, top, bottom));
            int middle = (top + bottom) / 2;
            if (forward()) {
                arrow(x, middle, source);
            }
            if (backward()) {
                arrow(x, middle, !source);
            }
        }

        private void arrow(int x, int middle, boolean down) {
            int tip = down ? middle + 4 : middle - 4;
            int base = down ? middle - 3 : middle + 3;
            svg.append(
                    "<path class=\"fd-arrow\" d=\"M%d %dL%d %dH%dZ\"/>"
                            .formatted(x, tip, x - 5, base, x + 5));
        }

        private boolean forward() {
            return finding.direction().contains(stations.fromNode() + " -> " + stations.toNode());
        }

        private boolean backward() {
            return finding.direction().contains(stations.toNode() + " -> " + stations.fromNode());
        }

        private void box(Station station, int x, int y, int width) {
            boolean fault = isMarked(station);
            svg.append(
                    "<rect class=\"fd-box%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>"
                            .formatted(fault ? " fd-fault" : "", x, y, width, ROW));
            svg.append(
                    "<text class=\"fd-label\" x=\"%d\" y=\"%d\">%s</text>"
                            .formatted(x + PAD, y + 17, Markup.escape(fit(station.label()))));
            svg.append(
                    "<text class=\"fd-detail\" x=\"%d\" y=\"%d\">%s</text>"
                            .formatted(x + PAD, y + 33, Markup.escape(station.detail())));
            if (fault) {
                marks.add(describe(station));
                svg.append(
                        "<circle class=\"fd-mark\" cx=\"%d\" cy=\"%d\" r=\"10\"/><path class=\"fd-cross\" d=\"M%d %dl8 8m0-8l-8 8\"/>"
                                .formatted(x + width - 6, y + 4, x + width - 10, y));
            }
        }

        private boolean isMarked(Station station) {
            return station.hop() == marked
                    && (station.node().isEmpty() || place.nodes().contains(station.node()));
        }

        private static String describe(Station station) {
            return station.node().isEmpty()
                    ? station.label()
                    : station.label() + " of " + station.node();
        }

        private String caption() {
            String ends =
                    "From %s to %s"
                            .formatted(
                                    end(stations.from(), stations.fromNode()),
                                    end(stations.to(), stations.toNode()));
            String way = finding.direction().isEmpty() ? "both" : finding.direction();
            String direction = way.equals("both") ? "both directions" : "direction " + way;
            return marks.isEmpty()
                    ? ends
                    : "%s; the fault sits at: %s (%s)"
                            .formatted(ends, String.join(", ", marks), direction);
        }

        private static String end(List<Station> side, String node) {
            return side.isEmpty() || side.getFirst().hop() != Hop.POD
                    ? node
                    : side.getFirst().label() + " on " + node;
        }

        private static String fit(String label) {
            return label.length() <= 26 ? label : label.substring(0, 25) + "…";
        }
    }
}
