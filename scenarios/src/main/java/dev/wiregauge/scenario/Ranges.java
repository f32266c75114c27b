package dev.wiregauge.scenario;

import java.time.Duration;

/// The one sentence in which every record refuses a number that is out of range.
public final class Ranges {
    private Ranges() {}

    /// @throws IllegalArgumentException naming the field, the value and what is allowed
    public static void check(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    field + " is " + value + ", allowed: " + least + " to " + most);
        }
    }

    /// @throws IllegalArgumentException naming the field, the value and what is allowed
    public static void check(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s is %s, allowed: %s to %s"
                            .formatted(field, words(value), words(least), words(most)));
        }
    }

    /// As it is written in a scenario, in the largest unit that leaves a whole number.
    private static String words(Duration duration) {
        if (duration.toMillis() % 1000 != 0 || duration.isZero()) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
