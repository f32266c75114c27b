package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;

import java.io.IOException;
import java.io.StringWriter;
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

    /// The text of `report.html`. Links to captures are relative to the run folder.
    public String render(Comparison comparison) {
        Page page = new PageBuilder(comparison).build();
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate("report.peb").evaluate(out, Map.of("page", page));
        } catch (IOException e) {
            throw new IllegalStateException("the report's template cannot be read", e);
        }
        return out.toString();
    }
}
