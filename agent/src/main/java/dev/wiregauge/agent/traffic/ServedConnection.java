package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.result.evidence.AddressText;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A client's connection whose server has greeted and waits for the go.
///
/// @param localAddress the client's own address
record ServedConnection(
        DataConnection connection, DataMessage.Greeting greeting, String localAddress)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static ServedConnection open(TrialRequest request, StopSignal stop, LongSupplier nanoTime) {
        Socket socket = Socket.tcp(request.server().getAddress());
        stop.onStop(socket::shutdown);
        try {
            socket.set(SocketOption.NO_DELAY, 1);
            socket.congestionControl(request.congestionControl());
            SocketTuning.apply(socket, SocketTuning.ofTcp(request.sockets(), request.cpu()));
            request.bytesPerSecondOfEach()
                    .ifPresent(rate -> socket.set(SocketOption.MAX_PACING_RATE, rate));
            socket.timeouts(PATIENCE, PATIENCE);
            socket.connect(request.server());
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        DataConnection connection =
                new DataConnection(socket, Socket.describe(request.server()), nanoTime);
        try {
            return greet(request, connection);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static ServedConnection greet(TrialRequest request, DataConnection connection) {
        DataMessage.Greeting greeting;
        try {
            connection.writeCookie(request.cookie(), PATIENCE);
            connection.write(DataMessage.Terms.of(request), PATIENCE);
            greeting = connection.read(DataMessage.Greeting.class, PATIENCE);
        } catch (PeerClosedException e) {
            throw new TrialException(
                    connection.peer() + " turned us away: it serves another run, or is full", e);
        }
        greeting.refuse();
        return new ServedConnection(
                connection,
                greeting,
                AddressText.of(connection.socket().localAddress().getAddress()));
    }

    @Override
    public void close() {
        connection.close();
    }
}
