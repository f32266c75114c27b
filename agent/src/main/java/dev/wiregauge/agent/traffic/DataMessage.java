package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.util.List;
import java.util.Optional;

/// What client and server tell each other over a data connection, before and after the traffic.
///
/// After the cookie each message is a length (32 bits, big-endian) and that many bytes of JSON.
/// Order: Terms, Greeting, then one byte [#GO] from the client, the traffic, and a ServerReport.
sealed interface DataMessage {
    /// Raised when an older peer would misunderstand.
    int VERSION = 1;

    /// Beyond it the peer is not one of ours.
    int MAX_BYTES = 4 << 20;

    /// Sent by the client when all its connections are ready, so that their windows begin together.
    byte GO = 1;

    /// Sent by the client to a server that sends, when the client's window is over.
    byte STOP = 2;

    /// Sent by a server that sends, after its last traffic: its report follows. Traffic is all zero
    /// bytes, so the first other byte is this one.
    byte REPORT = 3;

    /// What the client wants of this connection.
    ///
    /// @param version see [#VERSION]
    /// @param workload over this connection: of streams in both directions, those of one
    record Terms(
            int version,
            Workload workload,
            Timing timing,
            String congestionControl,
            Optional<SocketSettings> sockets)
            implements DataMessage {
        static Terms of(TrialRequest request) {
            return new Terms(
                    VERSION,
                    request.workload(),
                    request.timing(),
                    request.congestionControl(),
                    request.sockets());
        }
    }

    /// @param peerSeen the client's address as the server saw it
    /// @param cpu where the serving threads are pinned
    /// @param refusal why the server will not serve this; empty where it will
    record Greeting(
            int version,
            String agent,
            String node,
            String peerSeen,
            Optional<Integer> cpu,
            Optional<String> refusal)
            implements DataMessage {
        /// @throws TrialException if the server will not serve, or speaks another version
        void refuse() {
            if (version != VERSION) {
                throw new TrialException(
                        agent
                                + " speaks version "
                                + version
                                + " of the data protocol, this client "
                                + VERSION);
            }
            if (refusal.isPresent()) {
                throw new TrialException(agent + " refused the trial: " + refusal.get());
            }
        }
    }

    /// What the server measured, on its own clock.
    ///
    /// @param windowNs from the first look at the clock after the warm-up to the first one after
    ///   the end
    /// @param bytes payload received in that window
    /// @param intervalEndsNs end of each interval, counted from the window's start
    /// @param intervalBytes payload received in each interval
    /// @param cpuNs CPU time of the serving thread in the window
    /// @param datagrams what became of them, for workloads over UDP
    /// @param receiveBufferBytes SO_RCVBUF of a receiver of streams, as the kernel tuned it
    /// @param sender of a server that sends: its bytes are then what it sent
    record ServerReport(
            long windowNs,
            long bytes,
            List<Long> intervalEndsNs,
            List<Long> intervalBytes,
            Optional<Integer> cpu,
            long cpuNs,
            Optional<Measurement.DatagramFacts> datagrams,
            Optional<Integer> receiveBufferBytes,
            Optional<SenderReport> sender)
            implements DataMessage {
        static ServerReport of(WindowRecorder window, Optional<Integer> cpu) {
            return of(window, cpu, Optional.empty());
        }

        static ServerReport ofReceiver(
                WindowRecorder window, Optional<Integer> cpu, int receiveBufferBytes) {
            return of(
                    window,
                    cpu,
                    Optional.empty(),
                    Optional.of(receiveBufferBytes),
                    Optional.empty());
        }

        static ServerReport ofSender(
                WindowRecorder window, Optional<Integer> cpu, SenderReport sender) {
            return of(window, cpu, Optional.empty(), Optional.empty(), Optional.of(sender));
        }

        static ServerReport of(
                WindowRecorder window,
                Optional<Integer> cpu,
                Optional<Measurement.DatagramFacts> datagrams) {
            return of(window, cpu, datagrams, Optional.empty(), Optional.empty());
        }

        private static ServerReport of(
                WindowRecorder window,
                Optional<Integer> cpu,
                Optional<Measurement.DatagramFacts> datagrams,
                Optional<Integer> receiveBufferBytes,
                Optional<SenderReport> sender) {
            return new ServerReport(
                    window.windowNs(),
                    window.bytes(),
                    window.endsNs(),
                    window.bytesByInterval(),
                    cpu,
                    window.cpuNs(),
                    datagrams,
                    receiveBufferBytes,
                    sender);
        }

        public ServerReport {
            intervalEndsNs = List.copyOf(intervalEndsNs);
            intervalBytes = List.copyOf(intervalBytes);
        }
    }

    /// What the sending end of a stream saw of its socket.
    ///
    /// @param retransmits segments sent again up to each edge of the intervals, from the first
    ///   reading
    /// @param series numbered 0
    record SenderReport(Measurement.TcpFacts tcp, List<Long> retransmits, TcpSeries series) {
        public SenderReport {
            retransmits = List.copyOf(retransmits);
        }

        /// Segments sent again from the start of the window until this long after it.
        long retransmitsUntil(long sinceStartNs, long intervalNs) {
            if (retransmits.isEmpty()) {
                return 0;
            }
            long edge = (sinceStartNs + intervalNs / 2) / intervalNs;
            return retransmits.get((int) Math.min(edge, retransmits.size() - 1));
        }
    }
}
