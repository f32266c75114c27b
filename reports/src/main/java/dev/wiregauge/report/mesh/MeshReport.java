package dev.wiregauge.report.mesh;

import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.MeshRow;
import dev.wiregauge.result.MeshRun;
import dev.wiregauge.result.RunFolderException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/// A mesh as one self-contained page: no script, no font, nothing from the network.
public final class MeshReport {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --line: #d5d9de; --mute: #5b6570; --ink: #16191d;
                    --cold: #dceaf7; --hot: #9c2a10; --paper: #fff }
            @media (prefers-color-scheme: dark) { :root { --line: #3a4048; --mute: #9aa4af;
                    --ink: #e6e9ed; --cold: #1d3347; --hot: #ff8a5c; --paper: #14171b } }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem;
                   padding: 0 1rem; color: var(--ink); background: var(--paper) }
            h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
            h3 { font-size: 1rem; margin: 0 0 .3rem } p.note, .unit { color: var(--mute) }
            .maps { display: flex; flex-wrap: wrap; gap: 2rem }
            .wide { overflow-x: auto; max-width: 100% }
            svg { max-width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif;
                  fill: var(--mute) }
            svg rect { fill: color-mix(in oklab, var(--hot) calc(var(--bad) * 100%), var(--cold)) }
            svg text.v { fill: var(--ink) } svg text.v.on { fill: var(--paper) }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums }
            th, td { text-align: left; padding: .25rem .8rem .25rem 0; white-space: nowrap;
                     border-bottom: 1px solid var(--line) }
            th { color: var(--mute); font-weight: 600 } .n { text-align: right }
            """;

    private final MeshRun run;
    private final Map<String, MeshSummary> byMode;

    private MeshReport(MeshRun run, Map<String, MeshSummary> byMode) {
        this.run = run;
        this.byMode = byMode;
    }

    public static boolean isMesh(Path folder) {
        return Files.isRegularFile(folder.resolve(MeshRun.FILE));
    }

    /// Reads `mesh.json` and `mesh.csv`, in one pass.
    ///
    /// @throws RunFolderException if they are not there, or damaged
    public static MeshReport of(Path folder) {
        try (BufferedReader rows = Files.newBufferedReader(folder.resolve(MeshRow.FILE))) {
            MeshRun run =
                    RecordJson.read(Files.readString(folder.resolve(MeshRun.FILE)), MeshRun.class);
            Map<String, MeshSummary> byMode = new LinkedHashMap<>();
            run.modes().forEach(mode -> byMode.put(mode, new MeshSummary(run, mode)));
            Iterator<String> lines = rows.lines().iterator();
            for (int number = 1; lines.hasNext(); number++) {
                String line = lines.next();
                if (number == 1 && line.equals(MeshRow.HEADER)) {
                    continue;
                }
                MeshRow row = MeshRow.parse(line).orElseThrow(damaged(folder, number));
                MeshSummary summary = byMode.get(row.mode());
                if (summary != null) {
                    summary.add(row);
                }
            }
            return new MeshReport(run, byMode);
        } catch (IOException | UncheckedIOException | JsonException e) {
            throw new RunFolderException(folder + " holds no readable mesh: " + e.getMessage(), e);
        }
    }

    private static Supplier<RunFolderException> damaged(Path folder, int line) {
        return () ->
                new RunFolderException(
                        "%s is damaged: line %d".formatted(folder.resolve(MeshRow.FILE), line));
    }

    public List<MeshSummary> summaries() {
        return List.copyOf(byMode.values());
    }

    public boolean healthy() {
        return byMode.values().stream().allMatch(MeshSummary::healthy);
    }

    public MeshRun run() {
        return run;
    }

    public String html() {
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<title>Wiregauge: mesh</title>\n<style>\n").append(STYLE);
        html.append("</style>\n</head>\n<body>\n<h1>Every pair of nodes</h1>\n");
        html.append(
                "<p>%,d nodes, %,d of %,d ordered pairs in %,d rounds of disjoint pairs; %s, run %s, %s.</p>\n"
                        .formatted(
                                run.nodes().size(),
                                run.pairsMeasured(),
                                run.pairsPossible(),
                                run.rounds(),
                                HeatMapSvg.escape(run.testbed()),
                                HeatMapSvg.escape(run.id()),
                                run.startedAt().truncatedTo(ChronoUnit.SECONDS)));
        run.notes().forEach(note -> note(html, note));
        byMode.values().forEach(summary -> mode(html, summary));
        return html.append("</body>\n</html>\n").toString();
    }

    private static void note(StringBuilder html, String note) {
        html.append("<p class=\"note\">").append(HeatMapSvg.escape(note)).append("</p>\n");
    }

    private static void mode(StringBuilder html, MeshSummary summary) {
        html.append("<h2>Mode ").append(HeatMapSvg.escape(summary.mode())).append("</h2>\n<ul>\n");
        summary.lines()
                .forEach(line ->
                        html.append("<li>").append(HeatMapSvg.escape(line)).append("</li>\n"));
        html.append("</ul>\n<div class=\"maps\">\n");
        map(html, summary.roundTrips(), "Round trip, median", "microseconds", true, "%.0f us");
        map(html, summary.losses(), "Loss", "percent of small datagrams", true, "%.1f %%");
        map(html, summary.pathMtus(), "Path MTU", "bytes", false, "%.0f bytes");
        html.append("</div>\n");
        worst(html, summary);
    }

    private static void map(
            StringBuilder html,
            HeatMap map,
            String title,
            String unit,
            boolean highIsBad,
            String format) {
        if (!map.filled()) {
            return;
        }
        DoubleFunction<String> words = value -> String.format(Locale.ROOT, format, value);
        html.append("<section><h3>%s <span class=\"unit\">(%s)</span></h3>".formatted(title, unit));
        html.append("<div class=\"wide\">")
                .append(HeatMapSvg.draw(map, title, highIsBad, words))
                .append("</div><p class=\"note\">rows send, columns answer; ")
                .append(range(map, words))
                .append(
                        map.group() == 1
                                ? ""
                                : "; each cell is the worst of %d by %d nodes"
                                        .formatted(map.group(), map.group()))
                .append("</p></section>\n");
    }

    private static String range(HeatMap map, DoubleFunction<String> words) {
        return map.least() == map.most()
                ? "all " + words.apply(map.most())
                : words.apply(map.least()) + " to " + words.apply(map.most());
    }

    private static void worst(StringBuilder html, MeshSummary summary) {
        html.append("<h3>The worst pairs</h3>\n<div class=\"wide\"><table>\n<thead><tr>");
        html.append("<th>from</th><th>to</th><th class=\"n\">answered</th>");
        html.append("<th class=\"n\">median us</th><th class=\"n\">p99 us</th>");
        html.append("<th class=\"n\">path MTU</th><th>limit</th><th>on the wire</th><th>note</th>");
        html.append("</tr></thead>\n<tbody>\n");
        for (MeshRow row : summary.worst()) {
            html.append(
                    "<tr><td>%s</td><td>%s</td><td class=\"n\">%d of %d</td><td class=\"n\">%d</td><td class=\"n\">%d</td><td class=\"n\">%d</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    HeatMapSvg.escape(row.from()),
                                    HeatMapSvg.escape(row.to()),
                                    row.answered(),
                                    row.sent(),
                                    row.medianMicros(),
                                    row.p99Micros(),
                                    row.pathMtuBytes(),
                                    HeatMapSvg.escape(row.limit()),
                                    HeatMapSvg.escape(row.encapsulation()),
                                    HeatMapSvg.escape(row.note())));
        }
        html.append("</tbody>\n</table></div>\n");
    }
}
