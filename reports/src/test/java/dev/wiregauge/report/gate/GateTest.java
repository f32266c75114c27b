package dev.wiregauge.report.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.result.Environment;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;

@Timeout(120)
class GateTest {
    @TempDir private Path temp = Path.of("");

    private GateSide side(String name, SampleRun... runs) {
        Path place = temp.resolve(name);
        for (int i = 0; i < runs.length; i++) {
            runs[i].write(place.resolve("run-" + i));
        }
        return GateSide.load(place);
    }

    private static SampleRun streams(long seed, String preset) {
        return new SampleRun(seed, preset).streamsOnly();
    }

    private static GateResult judge(String policy, GateSide baseline, GateSide candidate) {
        return new Gate(PolicyReader.parse("policy.yaml", policy), false, OptionalDouble.empty())
                .judge(baseline, candidate);
    }

    private static final String RATIO_POLICY =
            """
            name: ratios
            confidence: 0.95
            changes:
              - metric: goodput
                against: reference
                modes: [vxlan]
                paths: [pod-pod-cross-node]
                allowed-percent: 5
            """;

    private static final String ABSOLUTE_POLICY =
            """
            name: absolute
            confidence: 0.95
            changes:
              - metric: goodput
                against: absolute
                modes: [bgp]
                paths: [pod-pod-cross-node]
                allowed-percent: 10
            """;

    @Test
    void aSlowerModeIsARegressionWithItsArithmetic() {
        GateResult result =
                judge(
                        RATIO_POLICY,
                        side("base", streams(1, "standard")),
                        side("new", streams(2, "standard").goodput(Mode.VXLAN, .7)));
        assertThat(result.outcome()).isEqualTo(Outcome.REGRESSION);
        assertThat(result.checks().getFirst().cell())
                .isEqualTo("vxlan/pod-pod-cross-node/tcp_stream");
        assertThat(result.checks().getFirst().change()).startsWith("−");
        assertThat(result.checks().getFirst().arithmetic())
                .contains("from 12 and 12 pairs")
                .contains("allowed 1.053")
                .contains("after correction for 1 comparisons");
    }

    @Test
    void aFasterModeIsAnImprovement() {
        GateResult result =
                judge(
                        RATIO_POLICY,
                        side("base", streams(1, "standard")),
                        side("new", streams(2, "standard").goodput(Mode.VXLAN, 1.1)));
        assertThat(result.outcome()).isEqualTo(Outcome.IMPROVEMENT);
    }

    @Test
    void quietUnchangedRunsPassAndNoisyOnesStayOpenWithTheRepeatsItWouldTake() {
        GateResult quiet =
                judge(
                        RATIO_POLICY,
                        side("base", streams(1, "standard").noise(.005)),
                        side("new", streams(2, "standard").noise(.005)));
        assertThat(quiet.outcome()).isEqualTo(Outcome.PASS);
        GateResult noisy =
                judge(
                        RATIO_POLICY,
                        side("base2", streams(1, "quick").noise(.2)),
                        side("new2", streams(2, "quick").noise(.2)));
        assertThat(noisy.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(noisy.checks().getFirst().arithmetic())
                .contains("pairs on each side would tell");
    }

    /// As after a change that slows the whole network.
    @Test
    void whatSlowsAllModesAlikeIsToldThoughNoRatioShowsIt() {
        GateSide base = side("base", streams(1, "standard"));
        SampleRun slow = streams(2, "standard");
        for (Mode mode : List.of(Mode.HOST, Mode.BGP, Mode.IPIP, Mode.VXLAN)) {
            slow.goodput(mode, .1);
        }
        GateSide candidate = side("slow", slow);
        GateResult result = judge(RATIO_POLICY, base, candidate);
        assertThat(result.outcome()).isNotEqualTo(Outcome.REGRESSION);
        assertThat(result.notes())
                .singleElement(STRING)
                .startsWith("no rule looks at absolute values: goodput of ")
                .contains("is worse by a factor of 1")
                .contains("Gbit/s, now ");
        assertThat(GateText.render(result, false)).contains("note: no rule looks at absolute");
        assertThat(judge(RATIO_POLICY, base, side("alike", streams(3, "standard"))).notes())
                .isEmpty();
        String judged =
                ABSOLUTE_POLICY.replace("    modes: [bgp]\n    paths: [pod-pod-cross-node]\n", "");
        assertThat(judged).isNotEqualTo(ABSOLUTE_POLICY);
        assertThat(judge(judged, base, candidate).notes()).isEmpty();
    }

    @Test
    void absoluteValuesNeedFiveBaselineRunsOrAnAssumedSpread() {
        GateSide one = side("base", streams(1, "quick"));
        GateSide slow = side("new", streams(9, "quick").goodput(Mode.BGP, .6));
        GateResult open = judge(ABSOLUTE_POLICY, one, slow);
        assertThat(open.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(open.checks().getFirst().arithmetic()).contains("--assume-cv");
        GateResult assumed =
                new Gate(
                                PolicyReader.parse("policy.yaml", ABSOLUTE_POLICY),
                                false,
                                OptionalDouble.of(.05))
                        .judge(one, slow);
        assertThat(assumed.outcome()).isEqualTo(Outcome.REGRESSION);
        assertThat(assumed.checks().getFirst().arithmetic()).contains("(assumed)");
    }

    @Test
    void fiveBaselineRunsGiveTheSpreadBetweenRuns() {
        SampleRun[] history = new SampleRun[6];
        for (int i = 0; i < history.length; i++) {
            history[i] = streams(20 + i, "quick");
        }
        GateSide baseline = side("base", history);
        assertThat(judge(ABSOLUTE_POLICY, baseline, side("same", streams(40, "quick"))).outcome())
                .isEqualTo(Outcome.PASS);
        GateSide slow = side("slow", streams(41, "quick").goodput(Mode.BGP, .6));
        assertThat(judge(ABSOLUTE_POLICY, baseline, slow).outcome()).isEqualTo(Outcome.REGRESSION);
    }

    @Test
    void refusesToCompareUnlikeMachinesAndSaysWhatDiffers() {
        GateSide here = side("base", streams(1, "quick"));
        GateSide there = side("new", streams(2, "quick").environment(GateTest::withKernel));
        GateResult result = judge(RATIO_POLICY, here, there);
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.refused().orElse(""))
                .contains("kernel: baseline 6.18.5 x86_64, candidate 5.10.0");
        GateResult told =
                new Gate(PolicyReader.parse("p", RATIO_POLICY), true, OptionalDouble.empty())
                        .judge(here, there);
        assertThat(told.checks()).isNotEmpty();
        assertThat(told.environmentDifferences()).isNotEmpty();
    }

    private static Environment withKernel(Environment old) {
        return new Environment(
                "5.10.0",
                old.architecture(),
                old.cpuModel(),
                old.cpus(),
                old.memoryBytes(),
                old.javaVersion(),
                old.operatingSystem(),
                old.nodes(),
                old.settings());
    }

    @Test
    void wireRulesAndBoundsHoldTheCandidateByItself() {
        String policy =
                """
                name: wire
                confidence: 0.95
                bounds:
                  - {metric: latency-p99, modes: [bgp], paths: [pod-pod-cross-node], at-most: 1ms}
                  - {metric: goodput, modes: [bgp], paths: [pod-pod-cross-node], at-least: 40Gbit}
                wire:
                  - {modes: [vxlan], overhead-bytes: 50, path-mtu-at-least: 1450}
                  - {modes: [ipip], overhead-bytes: 24}
                  - {paths: [pod-pod-cross-node], source-rewrite: forbid}
                """;
        GateSide run = side("run", new SampleRun(1, "quick"));
        GateResult result = judge(policy, run, run);
        assertThat(result.checks())
                .filteredOn(check -> check.outcome() == Outcome.REGRESSION)
                .extracting(Check::rule)
                .containsExactly("goodput: at least 40.0 Gbit/s", "overhead exactly 24 bytes");
        assertThat(result.count(Outcome.PASS)).isGreaterThan(5);
    }

    @Test
    void anUnprovedModeHasNoData() {
        GateSide base = side("base", streams(1, "quick"));
        GateSide plain = side("new", streams(2, "quick").vxlanRoutedPlain());
        GateResult result = judge(RATIO_POLICY, base, plain);
        assertThat(result.outcome()).isEqualTo(Outcome.NO_DATA);
    }

    @Test
    void aPolicyThatNamesAnUnknownMetricIsToldTheNearest() {
        assertThatThrownBy(() ->
                        PolicyReader.parse("p.yaml", RATIO_POLICY.replace("goodput", "godput")))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("p.yaml:4")
                .hasMessageContaining("did you mean goodput?");
        assertThatThrownBy(() -> PolicyReader.parse("p.yaml", RATIO_POLICY.replace("0.95", "NaN")))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("p.yaml:2");
        assertThatThrownBy(() -> GateSide.load(temp.resolve("nowhere")))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("no run folder");
    }

    @Test
    void sarifValidatesAgainstItsPublishedSchema() throws IOException {
        GateResult result = regression();
        String sarif = GateSarif.render(result, "policy.yaml");
        try (InputStream in =
                GateTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Schema schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(text, InputFormat.JSON);
            assertThat(schema.validate(sarif, InputFormat.JSON)).isEmpty();
            assertThat(schema.validate(sarif.replace("\"error\"", "\"bad\""), InputFormat.JSON))
                    .isNotEmpty();
        }
    }

    @Test
    void junitValidatesAgainstTheSchemaInUse() throws Exception {
        String xml = GateJunit.render(regression());
        var schema =
                SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                        .newSchema(GateTest.class.getResource("/junit.xsd"));
        schema.newValidator().validate(new StreamSource(new StringReader(xml)));
        assertThat(xml).contains("<failure message=").contains("failures=\"1\"");
        StringWriter broken = new StringWriter();
        broken.append(xml.replace("<testcase", "<testcasse").replace("</testcase", "</testcasse"));
        assertThatThrownBy(() ->
                        schema.newValidator()
                                .validate(new StreamSource(new StringReader(broken.toString()))))
                .hasMessageContaining("testcasse");
    }

    @Test
    void textMarkdownAndJsonSayTheSame() {
        GateResult result = regression();
        assertThat(GateText.render(result, true)).contains("regression: vxlan/").contains("Next: ");
        assertThat(GateMarkdown.render(result)).contains("| regression | vxlan/");
        GateJson json = RecordJson.read(GateJson.render(result), GateJson.class);
        assertThat(json.outcome()).isEqualTo(Outcome.REGRESSION);
        assertThat(json.checks()).isEqualTo(result.checks());
    }

    private GateResult regression() {
        return judge(
                RATIO_POLICY,
                side("r1", streams(1, "standard")),
                side("r2", streams(2, "standard").goodput(Mode.VXLAN, .7)));
    }

    @Test
    void theDefaultPolicyIsReadableAndJudges() {
        GateSide run = side("run", new SampleRun(1, "standard"));
        GateResult result =
                new Gate(PolicyReader.standard(), false, OptionalDouble.empty()).judge(run, run);
        assertThat(result.checks()).hasSizeGreaterThan(10);
        assertThat(result.count(Outcome.REGRESSION)).isZero();
    }
}
