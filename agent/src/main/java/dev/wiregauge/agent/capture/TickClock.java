package dev.wiregauge.agent.capture;

/// Turns an interface's time units into nanoseconds since 1970.
///
/// @param resolution as in pcapng's `if_tsresol`: a negative power of ten, or of two if the top bit
///   is set
/// @param offsetSeconds added to every time
record TickClock(int resolution, long offsetSeconds) {
    static final int MICROSECONDS = 6;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /// Times beyond the year 2262 wrap around, as no 64-bit count of nanoseconds holds them.
    long nanoseconds(long ticks) {
        return toNanoseconds(ticks) + offsetSeconds * NS_PER_SECOND;
    }

    private long toNanoseconds(long ticks) {
        int power = resolution & 0x7F;
        if ((resolution & 0x80) != 0) {
            return ofPowerOfTwo(ticks, power);
        }
        return power <= 9
                ? ticks * powerOfTen(9 - power)
                : Long.divideUnsigned(ticks, powerOfTen(Math.min(power - 9, 19)));
    }

    private static long ofPowerOfTwo(long ticks, int power) {
        if (power >= 64) {
            return Math.unsignedMultiplyHigh(ticks, NS_PER_SECOND) >>> Math.min(63, power - 64);
        }
        long seconds = power == 0 ? ticks : ticks >>> power;
        long fraction = power == 0 ? 0 : ticks << (64 - power);
        return seconds * NS_PER_SECOND + Math.unsignedMultiplyHigh(fraction, NS_PER_SECOND);
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
