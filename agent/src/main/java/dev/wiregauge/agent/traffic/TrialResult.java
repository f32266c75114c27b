package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/// What a trial measured.
///
/// @param histogram round trips in nanoseconds; empty for workloads that have none
public record TrialResult(Measurement measurement, Optional<Histogram> histogram) {

    /// HdrHistogram's compressed V2 encoding in base64.
    public Optional<String> encodedHistogram() {
        return histogram.map(TrialResult::encode);
    }

    private static String encode(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        byte[] exact = new byte[length];
        bytes.flip().get(exact);
        return Base64.getEncoder().encodeToString(exact);
    }
}
