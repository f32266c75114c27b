package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.chart.Chart;
import dev.wiregauge.report.findings.FindingsHtml;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One page that needs nothing but itself: no network, no other file, no script to be read.
///
/// The template escapes everything; only the charts, which this program draws, go in as they are.
public final class HtmlReport {
    private static final String TEMPLATES = "dev/wiregauge/report/html/";

    private final PebbleEngine engine;

    public HtmlReport() {
        ClasspathLoader loader = new ClasspathLoader(HtmlReport.class.getClassLoader());
        loader.setPrefix(TEMPLATES);
        engine =
                new PebbleEngine.Builder()
                        .loader(loader)
                        .autoEscaping(true)
                        .strictVariables(true)
                        .defaultLocale(Locale.ROOT)
                        .build();
    }

    /// The charts of that page, in its order.
    public static List<Chart> charts(Comparison comparison) {
        Inks inks = new Inks(comparison.run().scenario());
        return new FigureBuilder(comparison, inks)
                .groups().stream()
                        .flatMap(group -> group.figures().stream())
                        .map(Page.Figure::chart)
                        .toList();
    }

    /// The text of `report.html`. Links to captures are relative to the run folder.
    public String render(Comparison comparison) {
        return render(comparison, Optional.empty());
    }

    /// @param findings markup of [FindingsHtml#section], where the run folder holds a diagnosis
    String render(Comparison comparison, Optional<String> findings) {
        return fill(
                "report.peb",
                Map.of(
                        "page",
                        new PageBuilder(comparison).build(),
                        "findings",
                        findings.orElse(""),
                        "findingsStyle",
                        findings.isPresent() ? FindingsHtml.style() : ""));
    }

    /// A page of several runs; it belongs to no run folder and links to none.
    public String render(Overlay overlay) {
        return fill("overlay.peb", Map.of("page", overlay));
    }

    private String fill(String template, Map<String, Object> values) {
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(out, values);
        } catch (IOException e) {
            throw new IllegalStateException("the template " + template + " cannot be read", e);
        }
        return out.toString();
    }
}
