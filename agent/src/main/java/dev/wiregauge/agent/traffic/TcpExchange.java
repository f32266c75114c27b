package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Poller;

/// Requests and responses on one TCP connection, which keeps their order.
final class TcpExchange implements Exchange, AutoCloseable {
    private static final int RECEIVE_BYTES = 128 << 10;

    private final DataConnection connection;
    private final int requestBytes;
    private final int responseBytes;
    private final NativeBuffer buffer = new NativeBuffer(RECEIVE_BYTES);
    private final Poller poller;
    private int sentOfRequest;
    private long receivedBytes;
    private long responses;

    TcpExchange(DataConnection connection, int requestBytes, int responseBytes) {
        this.connection = connection;
        this.requestBytes = requestBytes;
        this.responseBytes = responseBytes;
        poller = new Poller(connection.socket());
    }

    @Override
    public boolean trySend(long sequence) {
        long n = connection.socket().sendNow(buffer, 0, requestBytes - sentOfRequest);
        if (n < 0) {
            connection.failUnlessTimeout(n);
            return false;
        }
        sentOfRequest += (int) n;
        if (sentOfRequest < requestBytes) {
            return false;
        }
        sentOfRequest = 0;
        return true;
    }

    @Override
    public long tryReceive() {
        if (receivedBytes < responseBytes) {
            long n = connection.socket().receiveNow(buffer, 0, RECEIVE_BYTES);
            if (n == 0) {
                throw new TrialException(connection.peer() + " closed the connection in mid-trial");
            }
            if (n < 0) {
                connection.failUnlessTimeout(n);
                return NOTHING;
            }
            receivedBytes += n;
        }
        if (receivedBytes < responseBytes) {
            return NOTHING;
        }
        receivedBytes -= responseBytes;
        return responses++;
    }

    @Override
    public void await(long nanos) {
        poller.awaitReadable(nanos);
    }

    @Override
    public boolean mayLose() {
        return false;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
