package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import org.HdrHistogram.Histogram;

import java.util.Map;
import java.util.Optional;

/// What the client's thread of a request-and-response workload has in hand at the end.
///
/// @param histograms others than the round trips, by the names that AgentEvent.TrialDone lists
record RoundTripOutcome(
        WindowRecorder window,
        Histogram roundTrips,
        Map<String, Histogram> histograms,
        DataMessage.ServerReport report,
        Optional<Measurement.TcpFacts> tcp,
        Optional<TcpWatch> watch,
        Optional<Measurement.DatagramFacts> datagrams) {}
