package dev.wiregauge.result;

import java.time.Instant;
import java.util.List;

/// The floor of the instrument on one machine: what it measures where there is no network between
/// its ends.
///
/// No latency of a report can be below the floor of its workload and placement.
///
/// @param floors in the order of measuring
public record Calibration(
        int schemaVersion,
        Instant takenAt,
        String wiregaugeVersion,
        Environment environment,
        List<Floor> floors) {
    /// Raised when a reader of the older version would misunderstand.
    public static final int SCHEMA_VERSION = 1;

    public Calibration {
        floors = List.copyOf(floors);
    }

    /// One distribution over loopback.
    ///
    /// @param name of the workload, or `pacing error`
    /// @param placement `one core` or `two cores`
    /// @param histogram nanoseconds, HdrHistogram's compressed V2 encoding in base64
    public record Floor(String name, String placement, String histogram) {}
}
