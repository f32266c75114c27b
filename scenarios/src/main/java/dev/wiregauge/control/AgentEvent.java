package dev.wiregauge.control;

import dev.wiregauge.result.Environment;
import dev.wiregauge.result.Inspection;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an agent tells the harness.
public sealed interface AgentEvent {
    /// The first line of every agent, unasked (id 0).
    ///
    /// @param protocol see [ControlCodec#PROTOCOL_VERSION]
    /// @param startNs from the start of the JVM to this line
    record Hello(
            int protocol, String version, String name, long pid, String architecture, long startNs)
            implements AgentEvent {}

    record Pong() implements AgentEvent {}

    record Serving(int port) implements AgentEvent {}

    /// @param histogram round trips in nanoseconds, HdrHistogram's compressed V2 encoding in base64
    /// @param moreHistograms others by name, encoded alike: `idle` (round trips before the load),
    ///   `connect` (time of connecting), `pacing` (how much later than due a request was sent)
    record TrialDone(
            Measurement measurement,
            Optional<String> histogram,
            Optional<Map<String, String>> moreHistograms)
            implements AgentEvent {
        public TrialDone(Measurement measurement, Optional<String> histogram) {
            this(measurement, histogram, Optional.empty());
        }
    }

    record CaptureStarted() implements AgentEvent {}

    /// @param received packets that passed the filter, the capture's drops not among them
    /// @param dropped packets that the capture lost
    /// @param fileBytes length of the capture file, to be fetched
    /// @param sha256 of the capture file, in hexadecimal
    /// @param sightings by tag
    record CaptureDone(
            long received,
            long dropped,
            long fileBytes,
            String sha256,
            Map<String, List<WireProof.Sighting>> sightings)
            implements AgentEvent {}

    /// @param capture without sightings
    /// @param tags of the datagrams found, in the order of the file; those of answers carry
    ///   [Probe#ANSWER_BIT]
    /// @param timesNs when each of them passed, since 1970
    record TagsTimed(CaptureDone capture, List<Integer> tags, List<Long> timesNs)
            implements AgentEvent {
        public TagsTimed {
            tags = List.copyOf(tags);
            timesNs = List.copyOf(timesNs);
            if (tags.size() != timesNs.size()) {
                throw new IllegalArgumentException(
                        "timesNs has %d elements, allowed: %d (as many as tags)"
                                .formatted(timesNs.size(), tags.size()));
            }
        }
    }

    /// @param base64 at most [ControlCodec#CHUNK_BYTES] bytes of the file; empty at its end
    record Chunk(String base64) implements AgentEvent {}

    /// @param outcomes by tag: `ok`, or the name of the error such as `EMSGSIZE`
    record TagsSent(Map<String, String> outcomes, int interfaceMtuBytes) implements AgentEvent {}

    /// @param tags each one once, ascending
    record TagsReceived(List<Integer> tags) implements AgentEvent {}

    record Inspected(Inspection inspection) implements AgentEvent {}

    /// @param sinceStart cumulative: two readings and their difference are one span
    record CpuRead(Measurement.MachineCpu sinceStart) implements AgentEvent {}

    record Facts(Environment environment) implements AgentEvent {}

    record Probed(ProbeAnswer answer) implements AgentEvent {}

    record Bye() implements AgentEvent {}

    /// @param reason one sentence for the user: what could not be done and why
    record Failed(String reason) implements AgentEvent {}
}
