package dev.wiregauge.result;

import dev.wiregauge.scenario.Ranges;

import java.util.List;
import java.util.Optional;

/// What one trial measured, between the end of warm-up and the end of the last whole interval.
///
/// @param windowNs length of the measured window on the clock of the side that counted: the
///   receiver for streams, the client for round trips
/// @param bytes payload taken by the receiver in the window (streams) or sent as requests (round
///   trips)
/// @param transactions round trips completed in the window; 0 for streams
/// @param clientAddress the client's own address
/// @param peerSeen the client's address as the server saw it: another one means it was rewritten
/// @param servedBy names of the agents that answered, one per connection
/// @param datagrams what became of them, for workloads over UDP
/// @param rateSteps every rate that a sweep tried, in the order of trying
public record Measurement(
        long windowNs,
        long bytes,
        long transactions,
        List<Interval> intervals,
        String clientAddress,
        String peerSeen,
        List<String> servedBy,
        Optional<TcpFacts> tcp,
        Side client,
        Side server,
        MachineCpu machine,
        Optional<DatagramFacts> datagrams,
        Optional<List<RateStep>> rateSteps) {

    /// Of a workload that sends no datagrams.
    public Measurement(
            long windowNs,
            long bytes,
            long transactions,
            List<Interval> intervals,
            String clientAddress,
            String peerSeen,
            List<String> servedBy,
            Optional<TcpFacts> tcp,
            Side client,
            Side server,
            MachineCpu machine) {
        this(
                windowNs,
                bytes,
                transactions,
                intervals,
                clientAddress,
                peerSeen,
                servedBy,
                tcp,
                client,
                server,
                machine,
                Optional.empty(),
                Optional.empty());
    }

    public Measurement {
        Ranges.check("windowNs", windowNs, 1, Long.MAX_VALUE);
        Ranges.check("bytes", bytes, 0, Long.MAX_VALUE);
        Ranges.check("transactions", transactions, 0, Long.MAX_VALUE);
        intervals = List.copyOf(intervals);
        servedBy = List.copyOf(servedBy);
    }

    public double goodputBitsPerSecond() {
        return bytes * 8e9 / windowNs;
    }

    public double transactionsPerSecond() {
        return transactions * 1e9 / windowNs;
    }

    /// One point of the time series; times count from the end of warm-up.
    public record Interval(
            long startNs, long endNs, long bytes, long transactions, long retransmits) {}

    /// What TCP_INFO of the sending side said at the end, summed over streams where it is a count.
    public record TcpFacts(
            String congestionControl,
            int mssBytes,
            int pathMtuBytes,
            int congestionWindow,
            int rttMicros,
            long retransmits) {}

    /// What became of the datagrams that were due in the window.
    ///
    /// @param payloadBytes of one datagram
    /// @param received different ones that arrived; for round trips the responses
    /// @param lost sent and never seen, by gaps in the sequence numbers
    /// @param duplicated arrived more than once
    /// @param reordered arrived after one with a higher number
    /// @param jitterNs smoothed variation of the transit time, by RFC 3550 section 6.4.1; arrivals
    ///   of one system call share one time
    public record DatagramFacts(
            int payloadBytes,
            long received,
            long lost,
            long duplicated,
            long reordered,
            long jitterNs) {
        /// Of what was sent; 0 where nothing was.
        public double lossRatio() {
            long sent = received + lost;
            return sent == 0 ? 0 : (double) lost / sent;
        }
    }

    /// One rate of a sweep.
    ///
    /// @param offeredPerSecond datagrams that were to be sent each second
    /// @param sentPerSecond datagrams that were sent: fewer where the sender is the limit
    public record RateStep(
            long offeredPerSecond,
            long sentPerSecond,
            long receivedPerSecond,
            long lost,
            long jitterNs,
            boolean passed) {}

    /// One end of the trial.
    ///
    /// @param cpu the CPU that the measuring thread was pinned to, empty where it was free to move
    /// @param cpuNs CPU time of the agent's measuring threads in the window
    public record Side(String agent, String node, Optional<Integer> cpu, long cpuNs) {}

    /// CPU time of the whole machine in the window, by kind, from ticks (see [#tickNs]).
    public record MachineCpu(
            long userNs,
            long systemNs,
            long softirqNs,
            long stealNs,
            long idleNs,
            int cpus,
            long tickNs) {
        public long busyNs() {
            return userNs + systemNs + softirqNs;
        }
    }
}
