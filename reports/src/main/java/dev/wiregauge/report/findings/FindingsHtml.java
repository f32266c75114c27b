package dev.wiregauge.report.findings;

import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.evidence.Evidence;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// A diagnosis as a page of its own, or as a section of another.
public final class FindingsHtml {
    private static final String TEMPLATES = "dev/wiregauge/report/";
    private static final String STYLE = "/dev/wiregauge/report/findings/findings.css";

    private final PebbleEngine engine;

    public FindingsHtml() {
        ClasspathLoader loader = new ClasspathLoader(FindingsHtml.class.getClassLoader());
        loader.setPrefix(TEMPLATES);
        engine =
                new PebbleEngine.Builder()
                        .loader(loader)
                        .autoEscaping(true)
                        .strictVariables(true)
                        .defaultLocale(Locale.ROOT)
                        .build();
    }

    /// One page that needs nothing but itself.
    public String page(Diagnosis diagnosis, Evidence evidence) {
        return fill("findings/page.peb", diagnosis, evidence);
    }

    /// Markup that begins with a heading of the second level; needs [#style()] and the colours of
    /// the report's style sheet.
    public String section(Diagnosis diagnosis, Evidence evidence) {
        return fill("findings/section.peb", diagnosis, evidence);
    }

    /// The rules of the section's own classes.
    public static String style() {
        try (InputStream in = FindingsHtml.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException(STYLE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(STYLE + " cannot be read", e);
        }
    }

    private String fill(String template, Diagnosis diagnosis, Evidence evidence) {
        StringWriter out = new StringWriter();
        try {
            engine.getTemplate(template)
                    .evaluate(
                            out,
                            Map.of("page", new FindingsPageBuilder(diagnosis, evidence).build()));
        } catch (IOException e) {
            throw new IllegalStateException("the template " + template + " cannot be read", e);
        }
        return out.toString();
    }
}
