package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.DatagramBatch;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `udp_stream`: counts datagrams by their sequence numbers.
final class UdpStreamReceiver {
    /// As much as the kernel grants without privilege; it takes what net.core.rmem_max allows.
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private static final Duration TAIL = Duration.ofMillis(200);

    private final DatagramSession session;
    private final DatagramTraffic traffic;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    UdpStreamReceiver(
            DatagramSession session,
            DatagramTraffic traffic,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.session = session;
        this.traffic = traffic;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    /// Before the client is told to begin, so that nothing is lost for want of room.
    void prepare() {
        session.socket().set(SocketOption.RECEIVE_BUFFER, RECEIVE_BUFFER_BYTES);
        if (traffic.segmented()) {
            session.socket().set(SocketOption.UDP_GRO, 1);
        }
    }

    DataMessage.ServerReport run() {
        try (DatagramBatch batch =
                new DatagramBatch(traffic.messages(), traffic.receiveStrideBytes())) {
            if (traffic.segmented()) {
                batch.expectSegments();
            }
            WindowRecorder window =
                    new WindowRecorder(timing, nanoTime.getAsLong(), new ThreadCpuClock());
            DatagramCounter counter = new DatagramCounter(traffic.payloadBytes());
            receive(batch, window, counter);
            counter.stop();
            awaitTail(batch, counter);
            return DataMessage.ServerReport.of(window, cpu, Optional.of(counter.facts()));
        }
    }

    private void receive(DatagramBatch batch, WindowRecorder window, DatagramCounter counter) {
        while (!window.finished()) {
            long messages = batch.receive(session.socket());
            long nowNs = nanoTime.getAsLong();
            if (messages < 0 || batch.received(0) == 0) {
                session.failUnlessTimeout(Math.min(messages, 0));
                messages = 0;
            }
            boolean before = window.started();
            long bytes = 0;
            for (int i = 0; i < messages; i++) {
                bytes += take(batch, i, nowNs, counter);
            }
            window.count(nowNs, bytes, 0);
            if (!before && window.started()) {
                counter.start();
            }
        }
    }

    private long take(DatagramBatch batch, int message, long nowNs, DatagramCounter counter) {
        NativeBuffer buffer = batch.buffer();
        int payloadBytes = traffic.payloadBytes();
        int segmentBytes = batch.segmentBytes(message);
        int length = batch.received(message);
        long start = batch.offset(message);
        if (segmentBytes != payloadBytes) {
            return 0; // control, or not ours
        }
        long bytes = 0;
        for (int at = 0; at + payloadBytes <= length; at += payloadBytes) {
            long offset = start + at;
            if (DatagramHeader.isData(buffer, offset) && session.hasCookie(buffer, offset)) {
                counter.count(
                        DatagramHeader.sequence(buffer, offset),
                        DatagramHeader.stamp(buffer, offset),
                        nowNs);
                bytes += payloadBytes;
            }
        }
        return bytes;
    }

    /// The client sends on until it has the report: the next number shows what was lost last.
    private void awaitTail(DatagramBatch batch, DatagramCounter counter) {
        long giveUpNs = nanoTime.getAsLong() + TAIL.toNanos();
        while (nanoTime.getAsLong() - giveUpNs < 0) {
            long messages = batch.receive(session.socket());
            if (messages > 0 && DatagramHeader.isData(batch.buffer(), 0)) {
                counter.closeGap(DatagramHeader.sequence(batch.buffer(), 0));
                return;
            }
        }
    }
}
