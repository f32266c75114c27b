package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a trial measured.
///
/// @param histogram round trips in nanoseconds; empty for workloads that have none
/// @param moreHistograms by the names that AgentEvent.TrialDone lists
public record TrialResult(
        Measurement measurement,
        Optional<Histogram> histogram,
        Map<String, Histogram> moreHistograms) {

    /// HdrHistogram's compressed V2 encoding in base64.
    public Optional<String> encodedHistogram() {
        return histogram.map(TrialResult::encode);
    }

    /// As [#encodedHistogram()], of the others; empty where there are none.
    public Optional<Map<String, String>> encodedMoreHistograms() {
        Map<String, String> encoded = new TreeMap<>();
        moreHistograms.forEach((name, one) -> encoded.put(name, encode(one)));
        return encoded.isEmpty() ? Optional.empty() : Optional.of(encoded);
    }

    private static String encode(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        byte[] exact = new byte[length];
        bytes.flip().get(exact);
        return Base64.getEncoder().encodeToString(exact);
    }
}
