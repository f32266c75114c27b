package dev.wiregauge.report.inspect;

import dev.wiregauge.result.InspectionReport;

import java.util.List;

/// An inspection as one self-contained page: no script, no font, nothing from the network.
///
/// Whatever comes from a capture or a file name is escaped.
public final class InspectionHtml {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --line: #d5d9de; --mute: #5b6570; }
            @media (prefers-color-scheme: dark) { :root { --line: #3a4048; --mute: #9aa4af; } }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem;
                   padding: 0 1rem; }
            h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums }
            th, td { text-align: left; padding: .25rem .8rem .25rem 0; white-space: pre;
                     border-bottom: 1px solid var(--line) }
            th { color: var(--mute); font-weight: 600 } .n { text-align: right }
            p.note { color: var(--mute) }
            """;

    private InspectionHtml() {}

    /// @param flows most that are listed for each file
    public static String page(InspectionReport report, int flows) {
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<title>Wiregauge: captures inspected</title>\n<style>\n");
        html.append(STYLE).append("</style>\n</head>\n<body>\n");
        html.append("<h1>What the captures show</h1>\n");
        new InspectionSections(flows).of(report).forEach(section -> section(html, section));
        return html.append("</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder html, Section section) {
        html.append("<h2>").append(escape(section.title())).append("</h2>\n");
        if (!section.rows().isEmpty()) {
            html.append("<div class=\"wide\"><table>\n<thead>");
            row(html, section, "th", section.headings());
            html.append("</thead>\n<tbody>\n");
            section.rows().forEach(cells -> row(html, section, "td", cells));
            html.append("</tbody>\n</table></div>\n");
        }
        section.notes().stream()
                .distinct()
                .forEach(note ->
                        html.append("<p class=\"note\">").append(escape(note)).append("</p>\n"));
    }

    private static void row(
            StringBuilder html, Section section, String element, List<String> cells) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<').append(element);
            html.append(section.numeric().get(i) ? " class=\"n\">" : ">");
            html.append(escape(cells.get(i))).append("</").append(element).append('>');
        }
        html.append("</tr>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
