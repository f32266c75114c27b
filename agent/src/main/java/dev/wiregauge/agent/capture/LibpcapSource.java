package dev.wiregauge.agent.capture;

import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapDumper;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A live capture by libpcap. Packets go from the kernel's ring into the file inside libpcap: a
/// Java callback for each would lose most of them above 1 Gbit/s.
final class LibpcapSource implements PacketSource {
    /// After this time at most the kernel hands over a block that is not full.
    private static final int BLOCK_TIMEOUT_MS = 20;

    /// Rounds of draining before a capture whose traffic never ends is closed all the same.
    private static final int MAX_DRAIN_ROUNDS = 25;

    private static final Duration END_DEADLINE = Duration.ofSeconds(5);

    private final CaptureRequest request;
    private final PcapHandle handle;
    private final PcapDumper dumper;

    /// Opened at once: the file may lose its name while it is written.
    private final FileChannel written;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<String> failure = Optional.empty();

    /// What the kernel had counted before the filter was in place.
    private final long receivedBefore;

    LibpcapSource(CaptureRequest request) {
        this.request = request;
        PcapHandle opened = open(request, TimestampPrecision.NANO);
        try {
            opened.setFilter(request.filter(), BpfCompileMode.OPTIMIZE);
            this.receivedBefore = opened.getStats().getNumPacketsReceived();
            this.dumper = opened.dumpOpen(request.file().toString());
            this.written = FileChannel.open(request.file());
        } catch (PcapNativeException | NotOpenException | IOException e) {
            opened.close();
            throw new CaptureException(
                    "cannot capture on "
                            + request.interfaceName()
                            + " with the filter \""
                            + request.filter()
                            + "\": "
                            + e.getMessage(),
                    e);
        }
        this.handle = opened;
        Thread.ofPlatform().daemon().name("capture-" + request.interfaceName()).start(this::run);
    }

    private static PcapHandle open(CaptureRequest request, TimestampPrecision precision) {
        try {
            return new PcapHandle.Builder(request.interfaceName())
                    .snaplen(request.snapLengthBytes())
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(BLOCK_TIMEOUT_MS)
                    .bufferSize(request.ringBytes())
                    .timestampPrecision(precision)
                    .build();
        } catch (PcapNativeException e) {
            if (precision == TimestampPrecision.NANO) {
                return open(request, TimestampPrecision.MICRO); // not every device has it
            }
            throw new CaptureException(
                    "cannot capture on " + request.interfaceName() + ": " + e.getMessage(), e);
        }
    }

    private void run() {
        try {
            handle.loop(-1, dumper);
        } catch (InterruptedException _) {
            // how pcap4j says that breakLoop() ended the loop
        } catch (PcapNativeException | NotOpenException e) {
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

    @Override
    public String description() {
        return "libpcap (pcap4j)";
    }

    @Override
    public Counts stop() {
        try {
            PcapStat stat = drain();
            endLoop();
            dumper.close();
            Optional<String> broken = failure;
            if (broken.isPresent()) {
                throw new CaptureException(broken.get());
            }
            long recorded = countRecords();
            // on a loopback the kernel counts each packet twice, and libpcap leaves one out
            long missing =
                    loopback() ? 0 : stat.getNumPacketsReceived() - receivedBefore - recorded;
            long dropped = Math.max(stat.getNumPacketsDropped(), missing);
            return new Counts(recorded, Math.max(0, dropped), stat.getNumPacketsDroppedByIf());
        } catch (PcapNativeException | NotOpenException | IOException e) {
            throw new CaptureException(
                    "the capture on " + request.interfaceName() + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("interrupted while a capture drained", e);
        } finally {
            close();
        }
    }

    private boolean loopback() throws SocketException {
        NetworkInterface device = NetworkInterface.getByName(request.interfaceName());
        return device != null && device.isLoopback();
    }

    /// Waits until a whole block time-out passed without a new packet: the kernel then has retired
    /// its last block, and the loop has taken it.
    private PcapStat drain() throws PcapNativeException, NotOpenException, InterruptedException {
        PcapStat before = handle.getStats();
        for (int round = 0; round < MAX_DRAIN_ROUNDS; round++) {
            Thread.sleep(2L * BLOCK_TIMEOUT_MS);
            PcapStat after = handle.getStats();
            if (after.getNumPacketsReceived() == before.getNumPacketsReceived()) {
                return after;
            }
            before = after;
        }
        return before;
    }

    private void endLoop() throws NotOpenException, InterruptedException {
        handle.breakLoop();
        if (!ended.await(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CaptureException(
                    "libpcap did not end the capture on "
                            + request.interfaceName()
                            + " within "
                            + END_DEADLINE.toSeconds()
                            + " s");
        }
    }

    private long countRecords() throws IOException {
        try (CaptureReader reader = new CaptureReader(written.position(0))) {
            while (reader.next()) {
                // only the count is wanted
            }
            return reader.frames();
        }
    }

    @Override
    public void close() {
        if (!handle.isOpen()) {
            return;
        }
        try {
            endLoop();
            dumper.close();
            handle.close();
            written.close();
        } catch (NotOpenException | IOException _) {
            // closed by the other caller meanwhile, or nothing is left to be read from it
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
