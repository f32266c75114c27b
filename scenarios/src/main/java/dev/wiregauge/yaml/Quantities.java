package dev.wiregauge.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers with a unit, as people write them: `128KiB`, `100Mbit`, `500ms`.
public final class Quantities {
    static final String COUNTS =
            "a whole number, also with k, M, G, KiB, MiB, GiB, kbit, Mbit or Gbit";
    public static final String DURATIONS = "a number with us, ms, s, m or h, such as 500ms";

    private static final Pattern NUMBER_AND_UNIT =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> COUNT_UNITS =
            Map.of(
                    "", 1L,
                    "k", 1_000L,
                    "M", 1_000_000L,
                    "G", 1_000_000_000L,
                    "kbit", 1_000L,
                    "Mbit", 1_000_000L,
                    "Gbit", 1_000_000_000L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30);
    private static final Map<String, Long> DURATION_UNITS_NS =
            Map.of(
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private Quantities() {}

    static Optional<Long> count(String text) {
        return scaled(text, COUNT_UNITS);
    }

    public static Optional<Duration> duration(String text) {
        return scaled(text, DURATION_UNITS_NS).map(Duration::ofNanos);
    }

    private static Optional<Long> scaled(String text, Map<String, Long> units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.replace("_", ""));
        Long factor = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (factor == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new BigDecimal(matcher.group(1))
                            .multiply(BigDecimal.valueOf(factor))
                            .longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
