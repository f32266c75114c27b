package dev.wiregauge.report.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;

/// What is derived from a recorded diagnosis: page, SARIF, JUnit XML.
@Timeout(60)
class FindingsFilesTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
    private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
    private static final List<NotChecked> LOST =
            List.of(new NotChecked("paths to vxlan-2", "its agent <was> lost"));

    @TempDir private Path temp = Path.of("");

    private static String page(Diagnosis diagnosis) {
        return new FindingsHtml().page(diagnosis, SampleDiagnosis.evidence());
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void thePageSaysWhereWhyAndWhatToChange() {
        String html = page(SampleDiagnosis.recorded());
        assertThat(html)
                .contains("1 critical finding, 35 paths looked at")
                .contains("F02")
                .contains("Two views, held against each other")
                .contains("1480 bytes are answered, 1481 are not")
                .contains("Ip.FragFails moved")
                .contains("allow ICMP type 3 code 4")
                .contains("small packets between were answered")
                .contains("✗ ≤ 1480")
                .contains("1500 (underlay) - 50 (VXLAN) = 1450")
                .contains("installation.operator.tigera.io");
    }

    @Test
    void thePageNeedsNothingButItselfAndItsLinksLeadSomewhere() throws IOException {
        RunFolder folder = SampleDiagnosis.write(temp.resolve("run"));
        String html = Files.readString(FindingsFiles.write(folder));
        assertThat(all(ID, html)).doesNotHaveDuplicates();
        assertThat(all(REFERENCE, html))
                .isNotEmpty()
                .allSatisfy(link -> {
                    if (link.startsWith("#")) {
                        assertThat(all(ID, html)).contains(link.substring(1));
                    } else {
                        assertThat(folder.root().resolve(link)).exists();
                    }
                });
    }

    @Test
    void theDrawingMarksTheFaultAndSaysItForThoseWhoCannotSee() throws Exception {
        List<String> drawings =
                SVG.matcher(page(SampleDiagnosis.recorded()))
                        .results()
                        .map(match -> match.group())
                        .toList();
        assertThat(drawings).hasSize(1);
        String drawing = drawings.getFirst();
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(drawing)));
        assertThat(drawing)
                .contains("role=\"img\"")
                .contains("<title ")
                .contains("the fault sits at: routes, filters, NAT of node1")
                .contains("MTU 1480")
                .containsPattern("pod (ipip|vxlan)-1");
        assertThat(drawing.split("fd-fault", -1)).hasSize(3);
    }

    @Test
    void aHealthyNetworkIsSaidToBeHealthy() {
        String html = page(SampleDiagnosis.with(List.of(), List.of(), Severity.ERROR));
        assertThat(html)
                .contains("badge pass")
                .contains("No fault found: 35 paths looked at.")
                .doesNotContain("fd-finding\"");
    }

    @Test
    void whatCouldNotBeCheckedIsInEveryOutput() throws Exception {
        Diagnosis diagnosis = SampleDiagnosis.with(List.of(), LOST, Severity.ERROR);
        assertThat(diagnosis.outcome()).isEqualTo(Diagnosis.Outcome.INCONCLUSIVE);
        assertThat(page(diagnosis))
                .contains("badge inconclusive")
                .contains("could not check paths to vxlan-2 because its agent &lt;was&gt; lost");
        assertThat(FindingsSarif.render(diagnosis))
                .contains("could not check paths to vxlan-2 because its agent <was> lost")
                .contains("\"executionSuccessful\" : false");
        String xml = FindingsJunit.render(diagnosis, SampleDiagnosis.evidence());
        assertThat(xml).contains("<error message=").contains("could not check paths to vxlan-2");
        validateJunit(xml);
    }

    @Test
    void sarifValidatesAgainstItsPublishedSchema() throws IOException {
        String sarif = FindingsSarif.render(SampleDiagnosis.recorded());
        assertThat(sarif).contains("\"ruleId\" : \"F02\"").contains("\"level\" : \"error\"");
        try (InputStream in =
                FindingsFilesTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            Schema schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(
                                    new String(
                                            Objects.requireNonNull(in).readAllBytes(),
                                            StandardCharsets.UTF_8),
                                    InputFormat.JSON);
            for (Diagnosis each :
                    List.of(
                            SampleDiagnosis.recorded(),
                            SampleDiagnosis.with(List.of(), LOST, Severity.ERROR))) {
                assertThat(schema.validate(FindingsSarif.render(each), InputFormat.JSON)).isEmpty();
            }
            assertThat(schema.validate(sarif.replace("\"error\"", "\"bad\""), InputFormat.JSON))
                    .isNotEmpty();
        }
    }

    @Test
    void junitFailsThePathsOfFindingsThatAreBadEnoughAndNoOthers() throws Exception {
        String xml = FindingsJunit.render(SampleDiagnosis.recorded(), SampleDiagnosis.evidence());
        validateJunit(xml);
        int paths = SampleDiagnosis.recorded().findings().getFirst().paths().size();
        assertThat(xml.split("<failure ", -1)).hasSize(paths + 2);
        assertThat(xml.split("<testcase ", -1)).hasSize(35 + 2);
        Diagnosis mild =
                SampleDiagnosis.with(
                        List.of(SampleDiagnosis.finding("F05", Severity.WARNING, "pods on node2")),
                        List.of(),
                        Severity.ERROR);
        assertThat(FindingsJunit.render(mild, SampleDiagnosis.evidence()))
                .doesNotContain("<failure ");
        assertThatThrownBy(() -> validateJunit(xml.replace("<testcase", "<testcasse")))
                .isInstanceOf(SAXException.class);
    }

    private static void validateJunit(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(FindingsFilesTest.class.getResource("/junit.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void whatCameFromANetworkIsEscaped() {
        String html =
                page(
                        SampleDiagnosis.with(
                                List.of(
                                        SampleDiagnosis.finding(
                                                "F33", Severity.ERROR, "node<script>alert(1)")),
                                List.of(),
                                Severity.ERROR));
        assertThat(html).doesNotContain("<script>").contains("node&lt;script&gt;alert(1)");
    }

    @Test
    void theReportOfARunShowsTheFindingsThatItsFolderHolds() throws IOException {
        RunFolder folder = new SampleRun(3, "quick").streamsOnly().write(temp.resolve("run"));
        String without = Files.readString(ReportFiles.write(folder, Comparison.of(folder)));
        assertThat(without).doesNotContain("id=\"findings\"").doesNotContain(".fd-finding");
        SampleDiagnosis.writeInto(folder);
        String with = Files.readString(ReportFiles.write(folder, Comparison.of(folder)));
        assertThat(with).contains("id=\"findings\"").contains("F02").contains(".fd-finding");
        assertThat(all(ID, with)).doesNotHaveDuplicates();
    }
}
