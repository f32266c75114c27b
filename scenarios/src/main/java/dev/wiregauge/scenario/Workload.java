package dev.wiregauge.scenario;

import dev.wiregauge.json.Names;

import java.util.Optional;

/// What is sent, named as the field names it. Sizes are always payload bytes.
public sealed interface Workload {
    int MAX_STREAMS = 128;
    int MAX_TCP_MESSAGE_BYTES = 64 << 10;
    int MAX_WRITE_BYTES = 16 << 20;

    /// Cookie, sequence number and time: the header that every datagram of ours begins with.
    int LEAST_DATAGRAM_BYTES = 32;

    /// The largest UDP payload over IPv4.
    int MAX_DATAGRAM_BYTES = 65_507;

    int MAX_PACKETS_PER_SECOND = 20_000_000;

    /// `tcp_stream`, `tcp_rr` and so on.
    default String id() {
        return Names.snake(getClass().getSimpleName());
    }

    /// The id, with behind it whatever differs from the usual setting: `tcp_stream`,
    /// `tcp_stream-4x`, `udp_stream-64B`. Two different workloads of a run must not share one.
    String label();

    private static String suffix(String text, boolean wanted) {
        return wanted ? "-" + text : "";
    }

    private static String sizes(int requestBytes, int responseBytes) {
        return requestBytes == responseBytes
                ? suffix(requestBytes + "B", requestBytes != 64)
                : "-" + requestBytes + "B-" + responseBytes + "B";
    }

    private static void checkDatagram(String field, int bytes) {
        if (bytes < LEAST_DATAGRAM_BYTES) {
            throw new IllegalArgumentException(
                    field
                            + " is "
                            + bytes
                            + ", allowed: "
                            + LEAST_DATAGRAM_BYTES
                            + " (cookie, sequence number and time) to "
                            + MAX_DATAGRAM_BYTES);
        }
        Ranges.check(field, bytes, LEAST_DATAGRAM_BYTES, MAX_DATAGRAM_BYTES);
    }

    /// Which way bulk traffic goes.
    enum Direction {
        TO_SERVER,
        TO_CLIENT,
        /// Over as many connections again, at the same time.
        BOTH
    }

    /// Bulk TCP; the goodput is what the receiving end took.
    ///
    /// @param streams parallel connections in each direction, 1 to 128
    /// @param writeBytes bytes handed to the kernel in one call, 1 to 16 MiB
    /// @param direction to the server where it is left out
    record TcpStream(int streams, int writeBytes, Optional<Direction> direction)
            implements Workload {
        /// From client to server.
        public TcpStream(int streams, int writeBytes) {
            this(streams, writeBytes, Optional.empty());
        }

        public Direction flow() {
            return direction.orElse(Direction.TO_SERVER);
        }

        public TcpStream {
            Ranges.check("streams", streams, 1, MAX_STREAMS);
            Ranges.check("writeBytes", writeBytes, 1, MAX_WRITE_BYTES);
        }

        @Override
        public String label() {
            return id()
                    + suffix("reverse", flow() == Direction.TO_CLIENT)
                    + suffix("both-ways", flow() == Direction.BOTH)
                    + suffix(streams + "x", streams != 1)
                    + suffix(writeBytes + "B", writeBytes != 128 << 10);
        }
    }

    /// As [TcpStream], but the sender hands over pages instead of copying (sendfile), so that the
    /// dataplane and not memcpy is the limit.
    ///
    /// @param truncate the receiver takes the bytes off the socket without copying them
    ///   (MSG_TRUNC): not like for like with a receiver that copies
    record TcpStreamZeroCopy(int streams, int writeBytes, boolean truncate) implements Workload {
        public TcpStreamZeroCopy {
            Ranges.check("streams", streams, 1, MAX_STREAMS);
            Ranges.check("writeBytes", writeBytes, 1, MAX_WRITE_BYTES);
        }

        @Override
        public String label() {
            return id()
                    + suffix("trunc", truncate)
                    + suffix(streams + "x", streams != 1)
                    + suffix(writeBytes + "B", writeBytes != 128 << 10);
        }
    }

    /// One request, one response, over one connection: the time of a round trip. Closed loop, or
    /// open loop where a pace is given.
    ///
    /// @param requestBytes payload of a request, 1 to 65,536
    /// @param responseBytes payload of a response, 1 to 65,536
    record TcpRr(int requestBytes, int responseBytes, Optional<Pace> pace) implements Workload {
        public TcpRr {
            Ranges.check("requestBytes", requestBytes, 1, MAX_TCP_MESSAGE_BYTES);
            Ranges.check("responseBytes", responseBytes, 1, MAX_TCP_MESSAGE_BYTES);
        }

        /// Closed loop.
        public TcpRr(int requestBytes, int responseBytes) {
            this(requestBytes, responseBytes, Optional.empty());
        }

        @Override
        public String label() {
            return id() + sizes(requestBytes, responseBytes) + pace.map(Pace::label).orElse("");
        }
    }

    /// Connect, one request, one response, close; again and again, one connection at a time.
    ///
    /// @param requestBytes payload of a request, 1 to 65,536
    /// @param responseBytes payload of a response, 1 to 65,536
    record TcpCrr(int requestBytes, int responseBytes) implements Workload {
        public TcpCrr {
            Ranges.check("requestBytes", requestBytes, 1, MAX_TCP_MESSAGE_BYTES);
            Ranges.check("responseBytes", responseBytes, 1, MAX_TCP_MESSAGE_BYTES);
        }

        @Override
        public String label() {
            return id() + sizes(requestBytes, responseBytes);
        }
    }

    /// One datagram out, one back: the time of a round trip, and how many were lost.
    ///
    /// @param requestBytes payload of a request, 32 to 65,507
    /// @param responseBytes payload of a response, 32 to 65,507
    record UdpRr(int requestBytes, int responseBytes, Optional<Pace> pace) implements Workload {
        public UdpRr {
            checkDatagram("requestBytes", requestBytes);
            checkDatagram("responseBytes", responseBytes);
        }

        /// Closed loop.
        public UdpRr(int requestBytes, int responseBytes) {
            this(requestBytes, responseBytes, Optional.empty());
        }

        @Override
        public String label() {
            return id() + sizes(requestBytes, responseBytes) + pace.map(Pace::label).orElse("");
        }
    }

    /// Datagrams from client to server, one packet each; counted are those that arrived.
    ///
    /// @param payloadBytes 32 to 65,507
    /// @param packetsPerSecond the offered rate; as fast as it goes where it is left out
    record UdpStream(int payloadBytes, Optional<Integer> packetsPerSecond) implements Workload {
        public UdpStream {
            checkDatagram("payloadBytes", payloadBytes);
            packetsPerSecond.ifPresent(UdpStream::checkRate);
        }

        static void checkRate(int packetsPerSecond) {
            Ranges.check("packetsPerSecond", packetsPerSecond, 1, MAX_PACKETS_PER_SECOND);
        }

        static String label(int payloadBytes, Optional<Integer> packetsPerSecond) {
            return suffix(payloadBytes + "B", payloadBytes != 1400)
                    + packetsPerSecond.map(rate -> "-" + rate + "pps").orElse("");
        }

        @Override
        public String label() {
            return id() + label(payloadBytes, packetsPerSecond);
        }
    }

    /// As [UdpStream], but many datagrams cross the kernel as one (UDP_SEGMENT and UDP_GRO).
    ///
    /// @param payloadBytes of one datagram, 32 to 65,507
    /// @param packetsPerSecond the offered rate; as fast as it goes where it is left out
    record UdpStreamSegmented(int payloadBytes, Optional<Integer> packetsPerSecond)
            implements Workload {
        public UdpStreamSegmented {
            checkDatagram("payloadBytes", payloadBytes);
            packetsPerSecond.ifPresent(UdpStream::checkRate);
        }

        @Override
        public String label() {
            return id() + UdpStream.label(payloadBytes, packetsPerSecond);
        }
    }

    /// Round trips beside a bulk stream: the first half of the duration idle, the second half under
    /// load.
    ///
    /// @param load the stream, which is counted as the trial's bytes
    /// @param probe open loop, so that a delay counts against every request that it held up
    record TcpRrUnderLoad(TcpStream load, TcpRr probe) implements Workload {
        public TcpRrUnderLoad {
            if (probe.pace().isEmpty()) {
                throw new IllegalArgumentException("probe has no pace, allowed: an open loop");
            }
        }

        @Override
        public String label() {
            String loads = load.label().substring(load.id().length());
            String probes = probe.label().substring(probe.id().length());
            return id() + loads + probes;
        }
    }

    /// The highest rate of datagrams with no more loss than allowed, found by a bounded search.
    ///
    /// @param payloadBytes 32 to 65,507
    /// @param lossPerMillion datagrams of a million that may be lost, 0 to 100,000
    /// @param mostPacketsPerSecond where the search begins
    /// @param steps rates tried; each gets an equal part of the duration, 4 to 30
    record UdpRateSweep(int payloadBytes, int lossPerMillion, int mostPacketsPerSecond, int steps)
            implements Workload {
        public UdpRateSweep {
            checkDatagram("payloadBytes", payloadBytes);
            Ranges.check("lossPerMillion", lossPerMillion, 0, 100_000);
            Ranges.check("mostPacketsPerSecond", mostPacketsPerSecond, 100, MAX_PACKETS_PER_SECOND);
            Ranges.check("steps", steps, 4, 30);
        }

        @Override
        public String label() {
            return id()
                    + "-"
                    + payloadBytes
                    + "B"
                    + suffix(lossPerMillion + "ppm", lossPerMillion != 0);
        }
    }
}
