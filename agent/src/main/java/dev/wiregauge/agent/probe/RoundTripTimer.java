package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrip;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrips;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/// Sends one request after the other, each when the one before was answered or given up, and notes
/// on two clocks when: on the one that captures read, so that the client's own share of a round
/// trip can be told, and on the steady one.
final class RoundTripTimer {
    /// Whatever takes longer counts as lost.
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /// A peer that is not there need not be asked a thousand times.
    private static final int GIVE_UP_AFTER = 10;

    /// What the system's clock may be bent by to follow its time server, at most (the kernel's
    /// MAXFREQ), in nanoseconds for each millisecond.
    private static final long SLEW_NS_PER_MS = 500;

    private static final int BUFFER_BYTES = 65_535;

    private final Probe.TimeRoundTrips probe;
    private final byte[] cookie;
    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final int ipAndUdpBytes;

    private RoundTripTimer(
            Probe.TimeRoundTrips probe,
            InetSocketAddress server,
            LongSupplier nanoTime,
            Clock clock) {
        if (probe.count() < 1 || probe.count() > 10_000) {
            throw new IllegalArgumentException(
                    "count is " + probe.count() + ", allowed: 1 to 10000");
        }
        this.probe = probe;
        this.cookie = ProbeDatagram.cookie(probe.cookie());
        this.server = server;
        this.nanoTime = nanoTime;
        this.clock = clock;
        boolean six = server.getAddress() instanceof Inet6Address;
        ipAndUdpBytes = six ? ProbeDatagram.IPV6_UDP_BYTES : ProbeDatagram.IPV4_UDP_BYTES;
    }

    /// Runs on a thread of its own, which can be pinned without pinning who asks.
    static TimedRoundTrips run(
            Probe.TimeRoundTrips probe,
            InetSocketAddress server,
            LongSupplier nanoTime,
            Clock clock) {
        RoundTripTimer timer = new RoundTripTimer(probe, server, nanoTime, clock);
        CompletableFuture<TimedRoundTrips> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("round-trips")
                .start(() -> {
                    try {
                        probe.cpu().ifPresent(Affinity::pin);
                        done.complete(timer.run());
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private TimedRoundTrips run() {
        List<TimedRoundTrip> answered = new ArrayList<>();
        int sent = 0;
        try (Socket socket = Socket.udp(server.getAddress());
                NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES)) {
            socket.timeouts(PATIENCE, PATIENCE);
            socket.connect(server);
            while (sent < probe.count() && (!answered.isEmpty() || sent < GIVE_UP_AFTER)) {
                exchange(socket, buffer, probe.firstTag() + sent).ifPresent(answered::add);
                sent++;
            }
        }
        return new TimedRoundTrips(sent, answered);
    }

    private Optional<TimedRoundTrip> exchange(Socket socket, NativeBuffer buffer, int tag) {
        byte[] question = ProbeDatagram.question(cookie, tag, probe.packetBytes(), ipAndUdpBytes);
        buffer.putBytes(0, question);
        long beforeNs = nanoTime.getAsLong();
        Instant sentAt = clock.instant();
        long sentNs = nanoTime.getAsLong();
        long length = socket.send(buffer, 0, question.length);
        while (length >= 0) {
            length = socket.receive(buffer, 0, BUFFER_BYTES);
            long answeredNs = nanoTime.getAsLong();
            Instant answeredAt = clock.instant();
            long afterNs = nanoTime.getAsLong();
            if (length >= 0 && isAnswerTo(tag, buffer.getBytes(0, (int) length))) {
                long roundTripNs = answeredNs - sentNs;
                return Optional.of(
                        new TimedRoundTrip(
                                tag,
                                nanoseconds(sentAt),
                                nanoseconds(answeredAt),
                                roundTripNs,
                                sentNs
                                        - beforeNs
                                        + afterNs
                                        - answeredNs
                                        + 1
                                        + roundTripNs * SLEW_NS_PER_MS / 1_000_000));
            }
            if (answeredNs - sentNs > PATIENCE.toNanos()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Answers to earlier requests, given up meanwhile, are read over.
    private boolean isAnswerTo(int tag, byte[] datagram) {
        return ProbeDatagram.readAnswer(cookie, datagram)
                .filter(answer -> answer.tag() == tag)
                .isPresent();
    }

    private static long nanoseconds(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
