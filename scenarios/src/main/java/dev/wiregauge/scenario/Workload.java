package dev.wiregauge.scenario;

import dev.wiregauge.json.Names;

/// What is sent, named as the field names it. Sizes are always payload bytes.
public sealed interface Workload {
    int MAX_STREAMS = 128;
    int MAX_TCP_MESSAGE_BYTES = 64 << 10;
    int MAX_WRITE_BYTES = 16 << 20;

    /// `tcp_stream`, `tcp_rr` and so on.
    default String id() {
        return Names.snake(getClass().getSimpleName());
    }

    /// Bulk TCP from client to server; the goodput is what the server took.
    ///
    /// @param streams parallel connections, 1 to 128
    /// @param writeBytes bytes handed to the kernel in one call, 1 to 16 MiB
    record TcpStream(int streams, int writeBytes) implements Workload {
        public TcpStream {
            Ranges.check("streams", streams, 1, MAX_STREAMS);
            Ranges.check("writeBytes", writeBytes, 1, MAX_WRITE_BYTES);
        }
    }

    /// One request, one response, over one connection, closed loop: the time of a round trip.
    ///
    /// @param requestBytes payload of a request, 1 to 65,536
    /// @param responseBytes payload of a response, 1 to 65,536
    record TcpRr(int requestBytes, int responseBytes) implements Workload {
        public TcpRr {
            Ranges.check("requestBytes", requestBytes, 1, MAX_TCP_MESSAGE_BYTES);
            Ranges.check("responseBytes", responseBytes, 1, MAX_TCP_MESSAGE_BYTES);
        }
    }
}
