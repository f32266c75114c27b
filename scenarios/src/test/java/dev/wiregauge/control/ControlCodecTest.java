package dev.wiregauge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.json.JsonException;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class ControlCodecTest {
    private static final Timing TIMING =
            new Timing(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofMillis(100));

    @Test
    void aCommandSurvivesTheRoundTrip() {
        var line =
                new ControlCodec.CommandLine(
                        7,
                        new AgentCommand.RunTrial(
                                "00ff",
                                "198.18.0.1",
                                7117,
                                new Workload.TcpRr(64, 64),
                                TIMING,
                                "cubic",
                                Optional.of(1)));
        String json = ControlCodec.encode(line);
        assertThat(json)
                .doesNotContain("\n")
                .contains("\"type\":\"run_trial\"", "\"type\":\"tcp_rr\"", "PT0.5S");
        assertThat(ControlCodec.decodeCommand(json)).isEqualTo(line);
    }

    @Test
    void everyShapeOfEventSurvivesTheRoundTrip() {
        var side = new Measurement.Side("a", "node-1", Optional.empty(), 12);
        var events =
                List.of(
                        new AgentEvent.Bye(),
                        new AgentEvent.Failed("no \"route\"\nto host"),
                        new AgentEvent.TrialDone(
                                new Measurement(
                                        1,
                                        2,
                                        3,
                                        List.of(new Measurement.Interval(0, 1, 2, 3, 4)),
                                        "198.18.0.1",
                                        "198.18.0.2",
                                        List.of("b"),
                                        Optional.empty(),
                                        side,
                                        side,
                                        new Measurement.MachineCpu(1, 2, 3, 4, 5, 2, 4_000_000)),
                                Optional.of("HISTFAAA")),
                        new AgentEvent.CaptureDone(
                                1,
                                0,
                                24,
                                "ab",
                                Map.of(
                                        "5",
                                        List.of(
                                                new WireProof.Sighting(
                                                        "node-1",
                                                        Encapsulation.VXLAN,
                                                        150,
                                                        100,
                                                        "198.18.255.1",
                                                        "198.18.255.2",
                                                        17,
                                                        Optional.of(40000),
                                                        Optional.of(4789),
                                                        Optional.of(4096),
                                                        false,
                                                        true,
                                                        true)))));
        for (AgentEvent event : events) {
            var line = new ControlCodec.EventLine(1, event);
            assertThat(ControlCodec.decodeEvent(ControlCodec.encode(line))).isEqualTo(line);
        }
    }

    @Test
    void unknownFieldsAreSkippedSoThatANewerPeerCanBeRead() {
        assertThat(
                        ControlCodec.decodeCommand(
                                "{\"id\":1,\"new\":{\"a\":[1]},\"command\":{\"type\":\"ping\",\"x\":2}}"))
                .isEqualTo(new ControlCodec.CommandLine(1, new AgentCommand.Ping()));
    }

    @Test
    void aDamagedLineIsRefusedWithItsPlace() {
        assertThatThrownBy(() ->
                        ControlCodec.decodeCommand("{\"id\":1,\"command\":{\"type\":\"fly\"}}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("command: \"fly\" is no AgentCommand, allowed: ping, serve");
        assertThatThrownBy(() ->
                        ControlCodec.decodeCommand(
                                "{\"id\":1,\"command\":{\"type\":\"serve\",\"port\":1}}"))
                .hasMessageContaining("command: lacks the field \"cookie\"");
        assertThatThrownBy(() -> ControlCodec.decodeCommand("{\"id\":"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> ControlCodec.decodeCommand("")).isInstanceOf(JsonException.class);
    }

    @Test
    void aRecordsOwnRangeCheckReachesTheReader() {
        String json =
                ControlCodec.encode(
                                new ControlCodec.CommandLine(
                                        1,
                                        new AgentCommand.RunTrial(
                                                "",
                                                "",
                                                1,
                                                new Workload.TcpRr(64, 64),
                                                TIMING,
                                                "",
                                                Optional.empty())))
                        .replace("\"requestBytes\":64", "\"requestBytes\":0");
        assertThatThrownBy(() -> ControlCodec.decodeCommand(json))
                .hasMessageContaining("requestBytes is 0, allowed: 1 to 65536");
    }
}
