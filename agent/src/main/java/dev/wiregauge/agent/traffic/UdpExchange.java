package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Poller;
import dev.wiregauge.scenario.Workload;

/// Requests and responses as single datagrams, which may be lost or come in any order.
final class UdpExchange implements Exchange, AutoCloseable {
    private final DatagramClient client;
    private final Workload.UdpRr workload;
    private final NativeBuffer request;
    private final NativeBuffer response;
    private final Poller poller;

    UdpExchange(DatagramClient client, Workload.UdpRr workload) {
        this.client = client;
        this.workload = workload;
        request = new NativeBuffer(workload.requestBytes());
        response = new NativeBuffer(workload.responseBytes());
        poller = new Poller(client.socket());
        client.cookie().write(request, 0);
    }

    @Override
    public boolean trySend(long sequence) {
        DatagramHeader.writeData(request, 0, sequence, 0);
        long n = client.socket().sendNow(request, 0, workload.requestBytes());
        if (n < 0) {
            if (-n != Errno.ENOBUFS) {
                client.failUnlessTimeout(n);
            }
            return false;
        }
        return true;
    }

    @Override
    public long tryReceive() {
        long n = client.socket().receiveNow(response, 0, response.size());
        if (n < 0) {
            client.failUnlessTimeout(n);
            return NOTHING;
        }
        return n == workload.responseBytes()
                        && client.cookie().isAt(response, 0)
                        && DatagramHeader.isData(response, 0)
                ? DatagramHeader.sequence(response, 0)
                : NOTHING;
    }

    @Override
    public void await(long nanos) {
        poller.awaitReadable(nanos);
    }

    @Override
    public boolean mayLose() {
        return true;
    }

    @Override
    public void close() {
        request.close();
        response.close();
    }
}
