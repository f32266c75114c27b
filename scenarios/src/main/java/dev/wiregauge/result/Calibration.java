package dev.wiregauge.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The floor of the instrument on one machine: what it measures where there is no network between
/// its ends.
///
/// No latency of a report can be below the floor of its workload and placement.
///
/// @param floors in the order of measuring
/// @param steps what each step of a measuring loop costs by itself; left out where the benchmarks
///   did not run
public record Calibration(
        int schemaVersion,
        Instant takenAt,
        String wiregaugeVersion,
        Environment environment,
        List<Floor> floors,
        Optional<List<Step>> steps) {
    /// Raised when a reader of the older version would misunderstand.
    public static final int SCHEMA_VERSION = 1;

    public Calibration {
        floors = List.copyOf(floors);
        steps = steps.map(List::copyOf);
    }

    public Calibration withSteps(List<Step> other) {
        return new Calibration(
                schemaVersion, takenAt, wiregaugeVersion, environment, floors, Optional.of(other));
    }

    /// One step, measured by JMH.
    ///
    /// @param name such as `clockRead`
    /// @param ns mean time of one operation
    /// @param errorNs half of the 99.9 % interval of that mean
    public record Step(String name, double ns, double errorNs) {}

    /// One distribution over loopback.
    ///
    /// @param name of the workload, or `pacing error`
    /// @param placement `one core` or `two cores`
    /// @param histogram nanoseconds, HdrHistogram's compressed V2 encoding in base64
    public record Floor(String name, String placement, String histogram) {}
}
