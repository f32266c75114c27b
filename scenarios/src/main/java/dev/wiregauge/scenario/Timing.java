package dev.wiregauge.scenario;

import java.time.Duration;

/// When a trial measures: nothing counts before the end of the warm-up or after warm-up plus
/// duration.
///
/// @param warmup traffic that is not measured, 0 to 60 s
/// @param duration traffic that is measured, 10 ms to 24 h
/// @param interval length of one point of the time series, 10 ms up to the duration
public record Timing(Duration warmup, Duration duration, Duration interval) {
    private static final long DAY_MS = 24L * 3600 * 1000;

    public Timing {
        Ranges.check("warmup (ms)", warmup.toMillis(), 0, 60_000);
        Ranges.check("duration (ms)", duration.toMillis(), 10, DAY_MS);
        Ranges.check("interval (ms)", interval.toMillis(), 10, duration.toMillis());
    }
}
