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
/// @param bytesToClient of [#bytes], those that the client took; left out where all went to the
///   server
/// @param idle what the CPUs of the client's machine did in a span before measuring, in which no
///   agent had anything to do
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
        Optional<List<TcpSeries>> tcpSeries,
        Optional<Long> bytesToClient,
        Optional<MachineCpu> idle) {

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

    private Measurement(Measurement other, long transactions, Supplement supplement) {
        this(
                other.windowNs,
                other.bytes,
                transactions,
                other.intervals,
                other.clientAddress,
                other.peerSeen,
                other.servedBy,
                other.tcp,
                other.client,
                other.server,
                other.machine,
                supplement.datagrams(),
                supplement.rateSteps(),
                supplement.tcpSeries(),
                supplement.bytesToClient(),
                supplement.idle());
    }

    public Measurement withTransactions(long other) {
        return new Measurement(this, other, supplement());
    }

    public Measurement withDatagrams(Optional<DatagramFacts> other) {
        return with(new Supplement(other, rateSteps, tcpSeries, bytesToClient, idle));
    }

    public Measurement withRateSteps(List<RateStep> other) {
        return with(
                new Supplement(
                        datagrams,
                        Optional.of(List.copyOf(other)),
                        tcpSeries,
                        bytesToClient,
                        idle));
    }

    public Measurement withTcpSeries(Optional<List<TcpSeries>> other) {
        return with(new Supplement(datagrams, rateSteps, other, bytesToClient, idle));
    }

    public Measurement withBytesToClient(long other) {
        return with(new Supplement(datagrams, rateSteps, tcpSeries, Optional.of(other), idle));
    }

    public Measurement withIdle(MachineCpu other) {
        return with(
                new Supplement(datagrams, rateSteps, tcpSeries, bytesToClient, Optional.of(other)));
    }

    private Supplement supplement() {
        return new Supplement(datagrams, rateSteps, tcpSeries, bytesToClient, idle);
    }

    private Measurement with(Supplement other) {
        return new Measurement(this, transactions, other);
    }

    /// What only some workloads or a look before the trial can say, and so is added to what every
    /// trial has. In files these stand beside the others.
    private record Supplement(
            Optional<DatagramFacts> datagrams,
            Optional<List<RateStep>> rateSteps,
            Optional<List<TcpSeries>> tcpSeries,
            Optional<Long> bytesToClient,
            Optional<MachineCpu> idle) {}

    /// CPU time of the machine for the work of this trial: what it was busy, less what an idle
    /// machine is in the same time.
    public double workNs() {
        return machine.busyNs() - idle.map(MachineCpu::busyShare).orElse(0.0) * machine.totalNs();
    }

    /// Standard error of [#workNs()]: the kernel samples once a tick.
    public double workErrorNs() {
        double ofIdle =
                idle.map(span -> span.sampledErrorNs() / span.totalNs() * machine.totalNs())
                        .orElse(0.0);
        return Math.hypot(machine.sampledErrorNs(), ofIdle);
    }

    /// Packets that carried the payload: datagrams that arrived, or TCP segments with data that
    /// were sent, as a wire would carry them. Empty for round trips and where the kernel did not
    /// say.
    public Optional<Long> packets() {
        return datagrams
                .map(DatagramFacts::received)
                .or(() -> tcp.flatMap(TcpFacts::dataSegments))
                .filter(count -> count > 0 && transactions == 0);
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
    ///
    /// @param sendBufferBytes SO_SNDBUF of the sending socket at the end, as the kernel tuned it
    /// @param receiveBufferBytes SO_RCVBUF of the receiving socket at the end
    /// @param dataSegments segments with data that were sent in the window (tcpi_data_segs_out): of
    ///   what is cut behind the socket each piece counts
    public record TcpFacts(
            String congestionControl,
            int mssBytes,
            int pathMtuBytes,
            int congestionWindow,
            int rttMicros,
            long retransmits,
            Optional<Integer> sendBufferBytes,
            Optional<Integer> receiveBufferBytes,
            Optional<Long> dataSegments) {
        /// Where nobody asked for the buffers.
        public TcpFacts(
                String congestionControl,
                int mssBytes,
                int pathMtuBytes,
                int congestionWindow,
                int rttMicros,
                long retransmits) {
            this(
                    congestionControl,
                    mssBytes,
                    pathMtuBytes,
                    congestionWindow,
                    rttMicros,
                    retransmits,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// The same sender, with what the receiver said and with the counts of all streams.
        public TcpFacts with(
                long allRetransmits, long allSegments, Optional<Integer> receiverBufferBytes) {
            return new TcpFacts(
                    congestionControl,
                    mssBytes,
                    pathMtuBytes,
                    congestionWindow,
                    rttMicros,
                    allRetransmits,
                    sendBufferBytes,
                    receiverBufferBytes,
                    Optional.of(allSegments));
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
    /// @param threadCpuNs the same of each thread, one for each stream; left out where there was
    ///   one
    public record Side(
            String agent,
            String node,
            Optional<Integer> cpu,
            long cpuNs,
            Optional<List<Long>> threadCpuNs) {
        public Side {
            threadCpuNs = threadCpuNs.map(List::copyOf);
        }

        /// Of one measuring thread.
        public Side(String agent, String node, Optional<Integer> cpu, long cpuNs) {
            this(agent, node, cpu, cpuNs, Optional.empty());
        }

        /// Of one thread for each of these times.
        public static Side of(
                String agent, String node, Optional<Integer> cpu, List<Long> threadCpuNs) {
            return new Side(
                    agent,
                    node,
                    cpu,
                    threadCpuNs.stream().mapToLong(Long::longValue).sum(),
                    threadCpuNs.size() > 1 ? Optional.of(threadCpuNs) : Optional.empty());
        }
    }

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

        public long totalNs() {
            return busyNs() + stealNs + idleNs;
        }

        /// Of the time of all CPUs, 0 to 1.
        public double busyShare() {
            return totalNs() == 0 ? 0 : (double) busyNs() / totalNs();
        }

        /// Standard error of [#busyNs()]: each tick is one look at whether a CPU is busy, so their
        /// number is binomially distributed.
        public double sampledErrorNs() {
            double ticks = (double) totalNs() / tickNs;
            return tickNs * Math.sqrt(ticks * busyShare() * (1 - busyShare()));
        }

        /// From an earlier reading of the same machine to this one.
        public MachineCpu since(MachineCpu earlier) {
            return new MachineCpu(
                    userNs - earlier.userNs,
                    systemNs - earlier.systemNs,
                    softirqNs - earlier.softirqNs,
                    stealNs - earlier.stealNs,
                    idleNs - earlier.idleNs,
                    cpus,
                    tickNs);
        }
    }
}
