package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.PacketRing;
import dev.wiregauge.agent.packet.LinkType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A live capture by an AF_PACKET ring, which needs nothing but the kernel.
final class RingSource implements PacketSource {
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final int MAX_DRAIN_ROUNDS = 25;
    private static final Duration END_DEADLINE = Duration.ofSeconds(5);
    private static final int ADDRESSES_BYTES = 12;
    private static final String LOOPBACK = "772";

    private final CaptureRequest request;
    private final PacketRing ring;
    private final PcapWriter writer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean running = true;
    private volatile Optional<String> failure = Optional.empty();
    private boolean closed;

    RingSource(CaptureRequest request) {
        this.request = request;
        String hardware = hardwareType(request.interfaceName());
        LinkType link = linkType(request.interfaceName(), hardware);
        int index = interfaceIndex(request.interfaceName());
        ByteBuffer filter =
                FilterCompiler.compile(
                        request.filter(), request.snapLengthBytes(), hardware.equals(LOOPBACK));
        try {
            this.writer = new PcapWriter(request.file(), link, request.snapLengthBytes());
        } catch (IOException e) {
            throw new CaptureException("cannot write " + request.file() + ": " + e, e);
        }
        try {
            this.ring = new PacketRing(index, filter, request.ringBytes());
        } catch (NativeException e) {
            throw new CaptureException(
                    "cannot capture on " + request.interfaceName() + ": " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("ring-" + request.interfaceName()).start(this::run);
    }

    private static String hardwareType(String interfaceName) {
        try {
            return Files.readString(Path.of("/sys/class/net", interfaceName, "type")).trim();
        } catch (IOException e) {
            throw new CaptureException(
                    "cannot capture on " + interfaceName + ": there is no such interface", e);
        }
    }

    /// @param hardware number of linux/if_arp.h
    private static LinkType linkType(String interfaceName, String hardware) {
        return switch (hardware) {
            case "1", LOOPBACK -> LinkType.ETHERNET;
            case "65534", "768", "776", "778" -> LinkType.RAW; // none, ipip, sit, gre
            default ->
                    throw new CaptureException(
                            "cannot capture on %s without libpcap: its hardware type is %s"
                                    .formatted(interfaceName, hardware));
        };
    }

    private static int interfaceIndex(String interfaceName) {
        try {
            NetworkInterface found = NetworkInterface.getByName(interfaceName);
            if (found == null) {
                throw new CaptureException(
                        "cannot capture on " + interfaceName + ": there is no such interface");
            }
            return found.getIndex();
        } catch (SocketException e) {
            throw new CaptureException("cannot find " + interfaceName + ": " + e.getMessage(), e);
        }
    }

    private void run() {
        PacketRing.Visitor visitor = this::write;
        try {
            while (running) {
                ring.take(visitor, WAIT);
            }
        } catch (UncheckedIOException | NativeException e) {
            failure =
                    Optional.of(
                            "the capture on "
                                    + request.interfaceName()
                                    + " broke: "
                                    + e.getMessage());
        } finally {
            ended.countDown();
        }
    }

    private void write(
            ByteBuffer block,
            int offset,
            int capturedBytes,
            int wireBytes,
            long timestampNs,
            int vlan) {
        try {
            if (vlan == 0 || capturedBytes < ADDRESSES_BYTES) {
                writer.write(timestampNs, block, offset, capturedBytes, wireBytes);
            } else {
                writer.writeTagged(timestampNs, block, offset, capturedBytes, wireBytes, vlan);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String description() {
        return "AF_PACKET ring (TPACKET_V3)";
    }

    @Override
    public Counts stop() {
        try {
            PacketRing.Counts counts = drain();
            end();
            writer.close();
            Optional<String> broken = failure;
            if (broken.isPresent()) {
                throw new CaptureException(broken.get());
            }
            long missing = counts.received() - writer.frames();
            return new Counts(writer.frames(), Math.max(counts.dropped(), missing), 0);
        } catch (IOException e) {
            throw new CaptureException("cannot write " + request.file() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("interrupted while a capture drained", e);
        } finally {
            close();
        }
    }

    /// Waits until more than a block's time-out passed without a new packet: the kernel then has
    /// retired its last block, and the thread has taken it.
    private PacketRing.Counts drain() throws InterruptedException {
        PacketRing.Counts before = ring.counts();
        for (int round = 0; round < MAX_DRAIN_ROUNDS; round++) {
            Thread.sleep(3 * WAIT.toMillis());
            PacketRing.Counts after = ring.counts();
            if (after.received() == before.received()) {
                return after;
            }
            before = after;
        }
        return before;
    }

    private void end() throws InterruptedException {
        running = false;
        if (!ended.await(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CaptureException(
                    "the ring on " + request.interfaceName() + " did not end in time");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end();
            writer.close();
            ring.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
