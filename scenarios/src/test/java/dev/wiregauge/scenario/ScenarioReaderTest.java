package dev.wiregauge.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

@Timeout(60)
class ScenarioReaderTest {
    private static final String GOOD = ScenarioReader.catalogText("compare-modes");

    @Test
    void everyShippedScenarioIsReadAndNamedLikeItsFile() {
        for (String name : ScenarioReader.CATALOG) {
            assertThat(ScenarioReader.find(name).name()).isEqualTo(name);
        }
    }

    @Test
    void rowsOfAShippedScenarioCanBeToldApart() {
        for (String name : ScenarioReader.CATALOG) {
            Scenario scenario = ScenarioReader.find(name);
            for (Scenario.Preset preset : scenario.presets().values()) {
                assertThat(scenario.workloads(preset).stream().map(Workload::label))
                        .as(name)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void theLongerPresetsOfTheMainScenarioMeasureMore() {
        Scenario scenario = ScenarioReader.find("compare-modes");
        assertThat(scenario.workloads(scenario.preset("quick"))).hasSize(2);
        assertThat(scenario.workloads(scenario.preset("standard")).stream().map(Workload::id))
                .containsExactly("tcp_stream", "tcp_rr", "udp_stream", "udp_rr", "tcp_crr");
    }

    @Test
    void aDatagramTooSmallForItsHeaderIsRefusedWithThatReason() {
        assertRefused(
                GOOD.replace("udp_rr: {request-bytes: 64,", "udp_rr: {request-bytes: 31,"),
                "request-bytes is 31, allowed: 32 (cookie, sequence number and time) to 65507");
    }

    @Test
    void nothingToMeasureAndTheSameTwiceAreRefused() {
        assertRefused(GOOD.replace("[bgp, ipip, vxlan]", "[]"), "modes is empty, allowed: one or");
        assertRefused(
                GOOD.replace("[bgp, ipip, vxlan]", "[bgp, ipip, bgp]"),
                "f.yaml:6: modes holds bgp twice, allowed: each once");
        assertRefused(
                GOOD.replace("[bgp, ipip, vxlan]", "bgp"),
                "f.yaml:6: modes must be a list, such as [a, b]");
    }

    /// A preset that is refused is not missing as well.
    @Test
    void aMistakeIsToldOnceAndInTheFilesOwnWords() {
        assertThatThrownBy(() ->
                        ScenarioReader.parse(
                                "f.yaml", GOOD.replaceFirst("warmup: 150ms", "warmup: 90s")))
                .message()
                .matches("f.yaml:\\d+: warmup is 90s, allowed: 0ms to 1m");
        assertThatThrownBy(() ->
                        ScenarioReader.parse(
                                "f.yaml",
                                GOOD.replaceFirst("default-preset: \\w+", "default-preset: fast")))
                .message()
                .matches("f.yaml:\\d+: default-preset is fast, allowed: .*");
    }

    @Test
    void unitsAreUnderstood() {
        Scenario scenario = ScenarioReader.find("compare-modes");
        assertThat(scenario.workloads()).contains(new Workload.TcpStream(1, 131_072));
        assertThat(scenario.wireLimit().orElseThrow().bitsPerSecond()).isEqualTo(100_000_000);
        assertThat(scenario.preset("quick").timing().warmup()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void aMisspeltModeIsRefusedWithItsLineAndTheNearestName() {
        assertRefused(
                GOOD.replace("[bgp, ipip,", "[bgp, ipipp,"),
                "f.yaml:6: mode \"ipipp\" is unknown, did you mean ipip?");
    }

    @Test
    void aMisspeltFieldIsRefusedWithItsLineAndTheNearestName() {
        assertRefused(
                GOOD.replace("congestion-control:", "congestion-contrl:"),
                "f.yaml:19: field \"congestion-contrl\" is unknown, did you mean congestion-control?");
    }

    @Test
    void aNumberOutOfRangeIsRefusedAtItsOwnLine() {
        assertRefused(
                GOOD.replace("streams: 1,", "streams: 0,"),
                "f.yaml:12: streams is 0, allowed: 1 to 128");
        assertRefused(GOOD.replace("repeats: 6", "repeats: 0"), "repeats is 0, allowed: 1 to 1000");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        String bad =
                GOOD.replace("[bgp, ipip,", "[bgp, ipipp,")
                        .replace("baseline: true", "baseline: maybe");
        assertThatThrownBy(() -> ScenarioReader.parse("f.yaml", bad))
                .hasMessageContaining("f.yaml:6:")
                .hasMessageContaining("f.yaml:16: \"maybe\" is not allowed here: true or false");
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() {
        assertRefused("name: x\nmodes: [bgp\n", "f.yaml:3: is not YAML");
        assertRefused("", "f.yaml:1: the file is empty");
        assertRefused("- a\n", "f.yaml:1: this file must be a mapping with");
        assertRefused("&a [*a]", "f.yaml:1:");
    }

    @Test
    void anUnknownNameOrFileIsRefused(@TempDir Path dir) throws Exception {
        assertThatThrownBy(() -> ScenarioReader.find("compare-mode"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("did you mean compare-modes?");
        assertThatThrownBy(() -> ScenarioReader.find(dir + "/none.yaml"))
                .hasMessageContaining("no such file");
        Path binary = Files.write(dir.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ScenarioReader.find(binary.toString()))
                .isInstanceOf(ScenarioException.class);
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> ScenarioReader.parse("f.yaml", yaml))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining(message);
    }
}
