package dev.wiregauge.agent.capture;

import static dev.wiregauge.agent.capture.CaptureFiles.block;
import static dev.wiregauge.agent.capture.CaptureFiles.enhancedPacket;
import static dev.wiregauge.agent.capture.CaptureFiles.interfaceBlock;
import static dev.wiregauge.agent.capture.CaptureFiles.option;
import static dev.wiregauge.agent.capture.CaptureFiles.section;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.packet.Corpus;
import dev.wiregauge.agent.packet.Frames;
import dev.wiregauge.agent.packet.HeaderScan;
import dev.wiregauge.agent.packet.LinkType;
import dev.wiregauge.agent.packet.Mutator;
import dev.wiregauge.agent.packet.TunnelPorts;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Mutated capture files must be read to their end or to a problem that has words, and no frame may
/// reach beyond what was read.
@Timeout(600)
class CaptureFileFuzzTest {
    private static final int FILES = 100_000;
    private static final long SEED = 20_261_123L;
    private static final Duration UNBOUNDED = Duration.ofHours(1);
    private static final int LOOK_AT_CLOCK = 1000;

    /// Small, so that files of a few kilobytes make the window move and grow.
    private static final int WINDOW_BYTES = 256;

    private final HeaderScan scan = new HeaderScan(TunnelPorts.USUAL);

    @Test
    void aHundredThousandMutatedFilesAreReadToAnEnd() throws IOException {
        assertThat(run(SEED, FILES, UNBOUNDED)).isEqualTo(FILES);
    }

    /// As many as four minutes hold, five million at most.
    @Test
    @Tag("full")
    void minutesOfMutatedFilesAreReadToAnEnd(TestReporter reporter) throws IOException {
        long seed = System.nanoTime();
        long files = run(seed, 5_000_000, Duration.ofMinutes(4));
        reporter.publishEntry("seed %d: %,d files".formatted(seed, files));
        assertThat(files).isGreaterThan(FILES);
    }

    /// @return files read
    private long run(long seed, int most, Duration budget) throws IOException {
        List<byte[]> seeds = seeds();
        Mutator mutator = new Mutator(seed);
        long endNs = System.nanoTime() + budget.toNanos();
        long whole = 0;
        long frames = 0;
        int files = 0;
        while (files < most && (files % LOOK_AT_CLOCK != 0 || System.nanoTime() < endNs)) {
            files++;
            byte[] original = seeds.get(mutator.below(seeds.size()));
            byte[] file = mutator.mutate(original, seeds.get(mutator.below(seeds.size())));
            try (CaptureReader reader = reader(file)) {
                frames += read(reader, file);
                whole += reader.problem().isEmpty() ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed %d: %s".formatted(seed, HexFormat.of().formatHex(file)), e);
            }
        }
        assertThat(whole).isGreaterThan(files / 10L).isLessThan(files * 9L / 10);
        assertThat(frames).isGreaterThan(files);
        return files;
    }

    private static CaptureReader reader(byte[] file) throws IOException {
        return new CaptureReader(Channels.newChannel(new ByteArrayInputStream(file)), WINDOW_BYTES);
    }

    private long read(CaptureReader reader, byte[] file) throws IOException {
        while (reader.next()) {
            CapturedFrame frame = reader.frame();
            if (frame.capturedBytes() > file.length || reader.frames() > file.length / 12) {
                throw new AssertionError("more was read than the file holds");
            }
            scan.scan(
                    frame.link().orElse(LinkType.ETHERNET),
                    frame.bytes(),
                    frame.start(),
                    frame.capturedBytes(),
                    frame.wireBytes());
        }
        reader.problem().ifPresent(problem -> assertThat(problem.describe()).isNotBlank());
        return reader.frames();
    }

    private static List<byte[]> seeds() {
        List<byte[]> frames = Corpus.ethernetOnly().stream().map(Corpus.Sample::frame).toList();
        List<byte[]> seeds = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int i = 0; i + 4 <= frames.size(); i += 4) {
                List<byte[]> some = frames.subList(i, i + 4);
                seeds.add(CaptureFiles.pcap(order, PcapFormat.NANOSECONDS, 1, some));
                seeds.add(pcapng(order, some));
            }
        }
        return seeds;
    }

    private static byte[] pcapng(ByteOrder order, List<byte[]> frames) {
        byte[] file =
                Frames.join(
                        section(order),
                        interfaceBlock(order, 1, option(order, 9, new byte[] {9})),
                        block(order, 0x0BAD, Frames.text(20)),
                        CaptureFiles.simplePacket(order, frames.getFirst()));
        for (byte[] frame : frames) {
            file = Frames.join(file, enhancedPacket(order, 0, 1_700_000_000_000_000_000L, frame));
        }
        return file;
    }
}
