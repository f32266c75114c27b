package dev.wiregauge.scenario;

/// When the requests of an open loop are due, whether or not earlier ones were answered.
///
/// Latency is counted from the due time, so that a stall counts against every request it held up.
///
/// @param requestsPerSecond 1 to 1,000,000
/// @param arrivals how the due times are spread
/// @param waiting how the sender waits for them
public record Pace(int requestsPerSecond, Arrivals arrivals, Waiting waiting) {
    private static final int MAX_RATE = 1_000_000;

    public Pace {
        Ranges.check("requestsPerSecond", requestsPerSecond, 1, MAX_RATE);
    }

    /// Such as `@1000/s`.
    public String label() {
        return "@"
                + requestsPerSecond
                + "/s"
                + (arrivals == Arrivals.POISSON ? "-poisson" : "")
                + (waiting == Waiting.SLEEP ? "-sleep" : "");
    }

    public enum Arrivals {
        /// At equal distances.
        FIXED,
        /// At random, independent of each other, with the given mean rate.
        POISSON
    }

    public enum Waiting {
        /// Looks at the clock without pause: exact to a microsecond, and takes a whole CPU.
        BUSY,
        /// Sleeps until the next request is due or a response is there: 50 us late, and cheap.
        SLEEP
    }
}
