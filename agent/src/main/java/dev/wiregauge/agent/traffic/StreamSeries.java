package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.util.ArrayList;
import java.util.List;

/// Adds up the streams of one trial, each counted in a window of its own.
///
/// All windows begin with the same go and are equally long but for microseconds, so their time
/// series are laid over one grid; within an interval of the receiver bytes count as evenly spread.
final class StreamSeries {
    private final List<StreamOutcome> streams;
    private final long intervalNs;

    StreamSeries(List<StreamOutcome> streams, long intervalNs) {
        this.streams = streams;
        this.intervalNs = intervalNs;
    }

    long bytes() {
        return streams.stream().mapToLong(s -> s.receiver().bytes()).sum();
    }

    long bytesToClient() {
        return streams.stream()
                .filter(StreamOutcome::toClient)
                .mapToLong(s -> s.receiver().bytes())
                .sum();
    }

    /// The length for which all bytes divided by it is the sum of the streams' own rates.
    long windowNs() {
        double bytesPerNs =
                streams.stream()
                        .mapToDouble(s -> (double) s.receiver().bytes() / s.receiver().windowNs())
                        .sum();
        return bytesPerNs == 0
                ? streams.getFirst().receiver().windowNs()
                : Math.round(bytes() / bytesPerNs);
    }

    List<Measurement.Interval> intervals() {
        long windowNs = windowNs();
        List<Measurement.Interval> intervals = new ArrayList<>();
        long startNs = 0;
        long bytesBefore = 0;
        long retransmitsBefore = 0;
        while (startNs < windowNs) {
            long nominalEndNs = (intervals.size() + 1) * intervalNs;
            // what runs over the last edge belongs to the last interval, not to a sliver after it
            boolean last = nominalEndNs + intervalNs / 2 >= windowNs;
            long endNs = last ? windowNs : nominalEndNs;
            long bytes = last ? bytes() : bytesUntil(endNs);
            long retransmits = retransmitsUntil(endNs);
            intervals.add(
                    new Measurement.Interval(
                            startNs,
                            endNs,
                            bytes - bytesBefore,
                            0,
                            retransmits - retransmitsBefore));
            startNs = endNs;
            bytesBefore = bytes;
            retransmitsBefore = retransmits;
        }
        return intervals;
    }

    private long retransmitsUntil(long timeNs) {
        return streams.stream()
                .mapToLong(s -> s.sender().retransmitsUntil(timeNs, intervalNs))
                .sum();
    }

    private long bytesUntil(long timeNs) {
        return streams.stream().mapToLong(s -> bytesUntil(s.receiver(), timeNs)).sum();
    }

    private static long bytesUntil(DataMessage.ServerReport report, long timeNs) {
        long startNs = 0;
        long bytes = 0;
        for (int i = 0; i < report.intervalEndsNs().size(); i++) {
            long endNs = report.intervalEndsNs().get(i);
            if (endNs >= timeNs) {
                double part = (double) (timeNs - startNs) / (endNs - startNs);
                return bytes + Math.round(report.intervalBytes().get(i) * part);
            }
            bytes += report.intervalBytes().get(i);
            startNs = endNs;
        }
        return bytes;
    }
}
