package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.chart.Chart;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
        return fill("report.peb", new PageBuilder(comparison).build());
    }

    /// A page of several runs; it belongs to no run folder and links to none.
    public String render(Overlay overlay) {
        return fill("overlay.peb", overlay);
    }

    private String fill(String template, Object page) {
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(out, Map.of("page", page));
        } catch (IOException e) {
            throw new IllegalStateException("the template " + template + " cannot be read", e);
        }
        return out.toString();
    }
}
