package dev.wiregauge.scenario;

import java.time.Duration;

/// When a trial measures: nothing counts before the end of the warm-up or after warm-up plus
/// duration.
///
/// @param warmup traffic that is not measured, 0 to 60 s
/// @param duration traffic that is measured, 10 ms to 24 h
/// @param interval length of one point of the time series, 10 ms up to the duration
public record Timing(Duration warmup, Duration duration, Duration interval) {
    private static final Duration LEAST = Duration.ofMillis(10);

    public Timing {
        Ranges.check("warmup", warmup, Duration.ZERO, Duration.ofMinutes(1));
        Ranges.check("duration", duration, LEAST, Duration.ofHours(24));
        Ranges.check("interval", interval, LEAST, duration);
    }
}
