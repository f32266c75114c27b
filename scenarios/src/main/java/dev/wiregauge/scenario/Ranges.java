package dev.wiregauge.scenario;

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
}
