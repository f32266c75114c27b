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
/// @param tcpSeries what TCP_INFO of each sending socket said over time, one for each stream; of no
///   more than [TcpSeries#MAX_STREAMS] streams and [TcpSeries#MAX_POINTS] points in all
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
        Optional<List<RateStep>> rateSteps,
        Optional<List<TcpSeries>> tcpSeries) {

    /// Of a workload that sends no datagrams and, so far, without a series.
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

    public Measurement withTransactions(long other) {
        return new Measurement(
                windowNs,
                bytes,
                other,
                intervals,
                clientAddress,
                peerSeen,
                servedBy,
                tcp,
                client,
                server,
                machine,
                datagrams,
                rateSteps,
                tcpSeries);
    }

    public Measurement withDatagrams(Optional<DatagramFacts> other) {
        return new Measurement(
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
                other,
                rateSteps,
                tcpSeries);
    }

    public Measurement withRateSteps(List<RateStep> other) {
        return new Measurement(
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
                datagrams,
                Optional.of(List.copyOf(other)),
                tcpSeries);
    }

    public Measurement withTcpSeries(Optional<List<TcpSeries>> other) {
        return new Measurement(
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
                datagrams,
                rateSteps,
                other);
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

    /// What TCP_INFO (tcp(7), `struct tcp_info`) of one sending socket said at the edges of the
    /// intervals. All lists are equally long; entry `i` of each belongs to the reading at
    /// `atNs[i]`.
    ///
    /// @param stream counts from 0 in the order of connecting
    /// @param atNs when it was read, on the sender's clock, from the end of warm-up
    /// @param rttMicros smoothed round-trip time
    /// @param congestionWindow in segments
    /// @param retransmits segments sent again since the first reading
    /// @param deliveryBitsPerSecond the newest estimate of the rate at which data was acknowledged
    /// @param pacingBitsPerSecond the rate that the kernel paces sending to
    /// @param pathMtuBytes what the kernel took the path MTU to be
    public record TcpSeries(
            int stream,
            List<Long> atNs,
            List<Integer> rttMicros,
            List<Integer> congestionWindow,
            List<Long> retransmits,
            List<Long> deliveryBitsPerSecond,
            List<Long> pacingBitsPerSecond,
            List<Integer> pathMtuBytes) {
        /// More streams than these are not recorded one by one.
        public static final int MAX_STREAMS = 16;

        /// Readings of one trial, over all streams; of more, every second, third and so on is kept.
        public static final int MAX_POINTS = 640;

        public TcpSeries {
            Ranges.check("stream", stream, 0, MAX_STREAMS - 1);
            atNs = List.copyOf(atNs);
            rttMicros = List.copyOf(rttMicros);
            congestionWindow = List.copyOf(congestionWindow);
            retransmits = List.copyOf(retransmits);
            deliveryBitsPerSecond = List.copyOf(deliveryBitsPerSecond);
            pacingBitsPerSecond = List.copyOf(pacingBitsPerSecond);
            pathMtuBytes = List.copyOf(pathMtuBytes);
            for (List<?> column :
                    List.of(
                            rttMicros,
                            congestionWindow,
                            retransmits,
                            deliveryBitsPerSecond,
                            pacingBitsPerSecond,
                            pathMtuBytes)) {
                Ranges.check("readings of each kind", column.size(), atNs.size(), atNs.size());
            }
        }
    }

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
