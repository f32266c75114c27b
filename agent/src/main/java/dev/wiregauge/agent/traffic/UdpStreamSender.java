package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.DatagramBatch;
import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The client's end of `udp_stream`: many datagrams with each system call, flat out or at a rate.
final class UdpStreamSender implements MeasuringThreads.Task<UdpStreamSender.Outcome> {
    /// The server needs the first datagram after its window to see what was lost at the window's
    /// end.
    private static final Duration BEYOND = Duration.ofMillis(50);

    private static final int SEND_BUFFER_BYTES = 4 << 20;

    /// At a rate, at most so much time's worth of datagrams goes out in one call.
    private static final long BURST_NS = 100_000;

    /// @param sent datagrams that the kernel took in the window
    record Outcome(DataMessage.ServerReport report, long sent, long windowNs, long cpuNs) {}

    private final DatagramClient client;
    private final DatagramTraffic traffic;
    private final Optional<Integer> packetsPerSecond;
    private final Timing timing;
    private final LongSupplier nanoTime;
    private long sequence;
    private long sentMessages;

    UdpStreamSender(
            DatagramClient client,
            DatagramTraffic traffic,
            Optional<Integer> packetsPerSecond,
            Timing timing,
            LongSupplier nanoTime) {
        this.client = client;
        this.traffic = traffic;
        this.packetsPerSecond = packetsPerSecond;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    @Override
    public Outcome run(Runnable awaitGo) {
        long messageBytes = (long) traffic.payloadBytes() * traffic.segments();
        try (DatagramBatch batch = new DatagramBatch(traffic.messages(), messageBytes)) {
            prepare(batch);
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            client.go();
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            send(batch, window, goNs);
            return new Outcome(
                    client.fetchReport(), window.bytes(), window.windowNs(), window.cpuNs());
        }
    }

    private void prepare(DatagramBatch batch) {
        if (!client.tunes(SocketOption.SEND_BUFFER)) {
            client.socket().set(SocketOption.SEND_BUFFER, SEND_BUFFER_BYTES);
        }
        if (traffic.segmented()) {
            client.socket().set(SocketOption.UDP_SEGMENT, traffic.payloadBytes());
        }
        for (int i = 0; i < batch.messages(); i++) {
            for (int segment = 0; segment < traffic.segments(); segment++) {
                client.cookie().write(batch.buffer(), offset(batch, i, segment));
            }
        }
    }

    private long offset(DatagramBatch batch, int message, int segment) {
        return batch.offset(message) + (long) segment * traffic.payloadBytes();
    }

    private void send(DatagramBatch batch, WindowRecorder window, long goNs) {
        long endNs = window.plannedEndNs() + BEYOND.toNanos();
        double messagesPerNs =
                packetsPerSecond.map(rate -> rate / 1e9 / traffic.segments()).orElse(0.0);
        int burst = Math.clamp((long) (messagesPerNs * BURST_NS), 1, batch.messages());
        long nowNs = goNs;
        while (nowNs - endNs < 0) {
            int count = batch.messages();
            if (messagesPerNs > 0) {
                long due = (long) ((nowNs - goNs) * messagesPerNs) + 1;
                count = (int) Math.min(batch.messages(), due - sentMessages);
            }
            if (count >= (messagesPerNs > 0 ? burst : 1)) {
                sendBatch(batch, count, nowNs, window);
            } else {
                Thread.onSpinWait();
            }
            nowNs = nanoTime.getAsLong();
            window.count(nowNs, 0, 0);
        }
    }

    private void sendBatch(DatagramBatch batch, int count, long nowNs, WindowRecorder window) {
        NativeBuffer buffer = batch.buffer();
        long next = sequence;
        for (int i = 0; i < count; i++) {
            for (int segment = 0; segment < traffic.segments(); segment++) {
                DatagramHeader.writeData(buffer, offset(batch, i, segment), next++, nowNs);
            }
        }
        long n = batch.send(client.socket(), count);
        if (n < 0) {
            // what the server answered with an ICMP error before it was ready is reported here
            if (-n != Errno.ENOBUFS) {
                client.failUnlessTimeout(n);
            }
            return;
        }
        sentMessages += n;
        long datagrams = n * traffic.segments();
        sequence += datagrams;
        window.count(nowNs, datagrams, 0);
    }
}
