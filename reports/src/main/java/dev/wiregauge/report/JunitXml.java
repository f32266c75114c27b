package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The verdicts of a run as CI servers show them: a suite of proofs and one of cells.
///
/// A failed verdict is a failure; an Inconclusive one is an error, so that no CI shows it green.
public final class JunitXml {
    private final XMLStreamWriter xml;

    private JunitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /// One line of the result.
    ///
    /// @param suite such as `proof` or a row's name
    public record Case(String suite, String name, double seconds, Verdict verdict) {}

    public static String render(Comparison comparison) {
        return write("wiregauge " + comparison.run().scenario().name(), cases(comparison));
    }

    private static List<Case> cases(Comparison comparison) {
        List<Case> cases = new java.util.ArrayList<>();
        for (ProofSummary proof : comparison.proofs()) {
            for (ProofSummary.DirectionProof direction : proof.directions()) {
                String name =
                        proof.mode().id()
                                + " "
                                + direction.from().node()
                                + " to "
                                + direction.to().node();
                cases.add(new Case("proof", name, 0, direction.verdict()));
            }
            if (proof.directions().isEmpty() && proof.mode() != Mode.HOST) {
                Verdict nothing = new Verdict.Inconclusive(proof.reasons().getFirst());
                cases.add(new Case("proof", proof.mode().id(), 0, nothing));
            }
        }
        for (Row row : comparison.rows()) {
            for (Entry entry : row.entries()) {
                cases.add(
                        new Case(
                                row.name(),
                                entry.cell().contender(),
                                seconds(entry),
                                entry.verdict()));
            }
        }
        return cases;
    }

    private static double seconds(Entry entry) {
        return entry.validTrials().stream()
                .map(Trial::measurement)
                .flatMap(java.util.Optional::stream)
                .mapToDouble(measurement -> measurement.windowNs() / 1e9)
                .sum();
    }

    /// One suite per distinct suite name, in the order of first appearance.
    public static String write(String name, List<Case> cases) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            new JunitXml(xml).suites(name, cases);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("JUnit XML could not be written", e);
        }
        return out.append('\n').toString();
    }

    private void suites(String name, List<Case> cases) throws XMLStreamException {
        xml.writeStartElement("testsuites");
        xml.writeAttribute("name", clean(name));
        for (String suite : cases.stream().map(Case::suite).distinct().toList()) {
            suite(suite, cases.stream().filter(each -> each.suite().equals(suite)).toList());
        }
        xml.writeEndElement();
    }

    private void suite(String suite, List<Case> cases) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean(suite));
        xml.writeAttribute("tests", String.valueOf(cases.size()));
        xml.writeAttribute("failures", count(cases, Verdict.Fail.class));
        xml.writeAttribute("errors", count(cases, Verdict.Inconclusive.class));
        xml.writeAttribute("skipped", "0");
        for (Case each : cases) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", "wiregauge." + clean(suite));
            xml.writeAttribute("name", clean(each.name()));
            xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", each.seconds()));
            outcome(each.verdict());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void outcome(Verdict verdict) throws XMLStreamException {
        switch (verdict) {
            case Verdict.Pass ignored -> {}
            case Verdict.Fail(List<String> reasons) ->
                    problem("failure", String.join("; ", reasons));
            case Verdict.Inconclusive(String reason) -> problem("error", "inconclusive: " + reason);
        }
    }

    private void problem(String element, String message) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", clean(message));
        xml.writeEndElement();
    }

    private static String count(List<Case> cases, Class<? extends Verdict> kind) {
        return String.valueOf(
                cases.stream().filter(each -> kind.isInstance(each.verdict())).count());
    }

    /// XML 1.0 has no way to write most control characters.
    private static String clean(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
    }
}
