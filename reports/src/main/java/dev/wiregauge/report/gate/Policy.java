package dev.wiregauge.report.gate;

import dev.wiregauge.report.Metric;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a change may do to the network, as `policy.yaml` says it.
///
/// @param name for reports
/// @param confidence of every interval, 0.8 to 0.999
/// @param changes what may change against the baseline, and by how much
/// @param bounds what the candidate must hold by itself
/// @param wire what the candidate must show on the wire
public record Policy(
        String name,
        double confidence,
        Optional<List<Change>> changes,
        Optional<List<Bound>> bounds,
        Optional<List<Wire>> wire) {

    public Policy {
        between("confidence", confidence, .8, .999);
    }

    /// What a value is divided by before two runs are compared.
    public enum Against {
        /// The first mode of the same run.
        REFERENCE,
        /// The host baseline of the same run.
        HOST,
        /// The first variant of the candidate itself, pair by pair; the baseline has no part in it.
        VARIANT,
        /// Nothing: the value itself, with the run as the unit of replication.
        ABSOLUTE
    }

    /// A limit on the change from baseline to candidate.
    ///
    /// @param modes empty means all
    /// @param paths empty means all
    /// @param workloads ids such as `tcp_rr`; empty means all
    /// @param limited true for rows over limited uplinks only; else they are left out
    /// @param allowedPercent how much worse it may become, 0 to 100
    /// @param minimumEffectPercent an improvement smaller than this is not worth a word
    public record Change(
            Metric metric,
            Against against,
            Optional<List<Mode>> modes,
            Optional<List<Path>> paths,
            Optional<List<String>> workloads,
            Optional<Boolean> limited,
            double allowedPercent,
            Optional<Double> minimumEffectPercent) {
        public Change {
            between("allowedPercent", allowedPercent, 0, 100);
            minimumEffectPercent.ifPresent(m -> between("minimumEffectPercent", m, 0, 100));
        }
    }

    /// A limit on the candidate's own value.
    ///
    /// @param atMost for metrics in time
    /// @param atLeast for metrics in bit/s or per second
    public record Bound(
            Metric metric,
            Optional<List<Mode>> modes,
            Optional<List<Path>> paths,
            Optional<List<String>> workloads,
            Optional<Boolean> limited,
            Optional<Duration> atMost,
            Optional<Long> atLeast) {
        public Bound {
            boolean time = metric.unit() == Metric.Unit.NANOSECONDS;
            if (time
                    ? atMost.isEmpty() || atLeast.isPresent()
                    : atLeast.isEmpty() || atMost.isPresent()) {
                throw new IllegalArgumentException(
                        "metric "
                                + metric.id()
                                + " needs "
                                + (time
                                        ? "at-most, a duration such as 1ms"
                                        : "at-least, a count such as 9Gbit")
                                + ", and nothing else");
            }
        }
    }

    /// What the proof of a mode must show.
    ///
    /// @param overheadBytes exactly this on every packet
    /// @param pathMtuAtLeast the largest delivered packet, in every direction
    /// @param sourceRewrite `forbid` refuses trials whose server saw another client address
    public record Wire(
            Optional<List<Mode>> modes,
            Optional<List<Path>> paths,
            Optional<Integer> overheadBytes,
            Optional<Integer> pathMtuAtLeast,
            Optional<SourceRewrite> sourceRewrite) {}

    public enum SourceRewrite {
        FORBID,
        ALLOW
    }

    private static void between(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    field + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
