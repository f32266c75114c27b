package dev.wiregauge.agent.capture;

import static dev.wiregauge.agent.capture.CaptureFiles.block;
import static dev.wiregauge.agent.capture.CaptureFiles.enhancedPacket;
import static dev.wiregauge.agent.capture.CaptureFiles.interfaceBlock;
import static dev.wiregauge.agent.capture.CaptureFiles.option;
import static dev.wiregauge.agent.capture.CaptureFiles.pcap;
import static dev.wiregauge.agent.capture.CaptureFiles.reader;
import static dev.wiregauge.agent.capture.CaptureFiles.section;
import static dev.wiregauge.agent.packet.Frames.join;
import static dev.wiregauge.agent.packet.Frames.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.packet.LinkType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

@Timeout(30)
class CaptureReaderTest {
    private static final List<ByteOrder> ORDERS =
            List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    private static byte[] bytesOf(CapturedFrame frame) {
        return Arrays.copyOfRange(
                frame.bytes(), frame.start(), frame.start() + frame.capturedBytes());
    }

    private static int count(byte[] file) throws IOException {
        try (CaptureReader reader = reader(file)) {
            int count = 0;
            while (reader.next()) {
                count++;
            }
            return count;
        }
    }

    private static FileProblem problem(byte[] file) throws IOException {
        try (CaptureReader reader = reader(file)) {
            while (reader.next()) {
                // to the end
            }
            return reader.problem().orElseThrow();
        }
    }

    @Test
    void readsPcapOfAllFourMagics() throws IOException {
        for (ByteOrder order : ORDERS) {
            for (int magic : new int[] {PcapFormat.MICROSECONDS, PcapFormat.NANOSECONDS}) {
                byte[] file = pcap(order, magic, 1, List.of(text(60), text(1514)));
                try (CaptureReader reader = reader(file)) {
                    assertThat(reader.next()).isTrue();
                    CapturedFrame frame = reader.frame();
                    long fraction = magic == PcapFormat.NANOSECONDS ? 123_456L : 123_456_000L;
                    assertThat(frame.timestampNs())
                            .isEqualTo(1_700_000_000L * 1_000_000_000L + fraction);
                    assertThat(bytesOf(frame)).isEqualTo(text(60));
                    assertThat(frame.link()).contains(LinkType.ETHERNET);
                    assertThat(reader.next()).isTrue();
                    assertThat(frame.wireBytes()).isEqualTo(1514);
                    assertThat(reader.next()).isFalse();
                    assertThat(reader.problem()).isEmpty();
                }
            }
        }
    }

    @Test
    void readsFilesMuchLargerThanItsWindow() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            frames.add(text(1000 + i % 400));
        }

        for (int windowBytes : new int[] {64, 5000, 256 << 10}) {
            readsAll(frames, windowBytes);
        }
    }

    private static void readsAll(List<byte[]> frames, int windowBytes) throws IOException {
        try (CaptureReader reader =
                new CaptureReader(
                        Channels.newChannel(new ByteArrayInputStream(pcap(frames))), windowBytes)) {
            long second = 1_700_000_000L;
            for (byte[] expected : frames) {
                assertThat(reader.next()).isTrue();
                assertThat(bytesOf(reader.frame())).isEqualTo(expected);
                assertThat(reader.frame().timestampNs() / 1_000_000_000L).isEqualTo(second++);
                assertThat(reader.frame().wireBytes()).isEqualTo(expected.length);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void readsPcapngWithSectionsInterfacesAndResolutionsOfTheirOwn() throws IOException {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        ByteOrder big = ByteOrder.BIG_ENDIAN;
        byte[] nano = option(little, 9, new byte[] {9});
        byte[] binary = option(little, 9, new byte[] {(byte) 0x8A}); // 1/1024 s
        byte[] shifted = option(big, 14, ByteBuffer.allocate(8).order(big).putLong(100).array());
        byte[] file =
                join(
                        section(little),
                        interfaceBlock(little, 1, nano),
                        interfaceBlock(little, 113, binary),
                        block(little, 0x0BAD, text(40)), // a block nobody knows
                        enhancedPacket(little, 0, 5_000_000_007L, text(61)),
                        enhancedPacket(little, 1, 1536, text(62)),
                        section(big),
                        interfaceBlock(big, 101, shifted),
                        enhancedPacket(big, 0, 2_000_001, text(63)));

        try (CaptureReader reader = reader(file)) {
            CapturedFrame frame = reader.frame();
            assertThat(reader.next()).isTrue();
            assertThat(frame.timestampNs()).isEqualTo(5_000_000_007L);
            assertThat(frame.link()).contains(LinkType.ETHERNET);
            assertThat(reader.next()).isTrue();
            assertThat(frame.timestampNs()).isEqualTo(1_500_000_000L);
            assertThat(frame.link()).contains(LinkType.LINUX_SLL);
            assertThat(frame.interfaceId()).isEqualTo(1);
            assertThat(reader.next()).isTrue();
            assertThat(frame.timestampNs()).isEqualTo(102_000_001_000L);
            assertThat(frame.link()).contains(LinkType.RAW);
            assertThat(bytesOf(frame)).isEqualTo(text(63));
            assertThat(reader.next()).isFalse();
            assertThat(reader.problem()).isEmpty();
        }
    }

    @Test
    void readsSimplePackets() throws IOException {
        byte[] file =
                join(
                        section(ByteOrder.BIG_ENDIAN),
                        interfaceBlock(ByteOrder.BIG_ENDIAN, 1, new byte[0]),
                        CaptureFiles.simplePacket(ByteOrder.BIG_ENDIAN, text(99)));

        assertThat(count(file)).isEqualTo(1);
    }

    @Test
    void countsTheFramesBeforeTheEndOfATruncatedFile() throws IOException {
        byte[] whole = pcap(List.of(text(100), text(100)));

        byte[] cut = Arrays.copyOf(whole, whole.length - 1);

        assertThat(count(cut)).isEqualTo(1);
        assertThat(problem(cut)).isEqualTo(new FileProblem.Truncated(24 + 116, 116, 115));
    }

    @Test
    void namesWhatIsNoCapture() throws IOException {
        assertThat(problem(new byte[0])).isEqualTo(new FileProblem.Empty());
        assertThat(problem("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new FileProblem.NotACapture(0x23212F62));
        assertThat(problem(new byte[4096]).describe())
                .isEqualTo("not a capture: it begins with 00000000, allowed are pcap and pcapng");
        assertThat(problem(new byte[] {0x1F, (byte) 0x8B, 8, 0}).describe()).contains("gzip");
    }

    @Test
    void refusesARecordLargerThanAnyFrame() throws IOException {
        byte[] file = pcap(List.of(text(10)));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(24 + 8, Integer.MAX_VALUE);

        assertThat(problem(file).describe())
                .isEqualTo(
                        "the record at byte 24 is damaged: captured length is 2147483647, allowed:"
                                + " 0 to 1048576");
    }

    @Test
    void refusesABlockThatWouldNotAdvance() throws IOException {
        byte[] file = join(section(ByteOrder.BIG_ENDIAN), new byte[12]);

        assertThat(problem(file))
                .isEqualTo(
                        new FileProblem.Malformed(
                                28, "block length", 0, "12 or more, in steps of 4"));
    }

    @Test
    void refusesAPacketOfAnInterfaceThatWasNotDescribed() throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] file =
                join(
                        section(order),
                        interfaceBlock(order, 1, new byte[0]),
                        enhancedPacket(order, 1, 0, text(4)));

        assertThat(problem(file).describe()).contains("interface is 1");
    }

    @Test
    void readsFromAChannelThatGivesOneByteAtATime() throws IOException {
        byte[] file = pcap(List.of(text(60), text(70)));
        ByteBuffer source = ByteBuffer.wrap(file);
        try (CaptureReader reader =
                new CaptureReader(
                        new ReadableByteChannel() {
                            @Override
                            public int read(ByteBuffer target) {
                                if (!source.hasRemaining()) {
                                    return -1;
                                }
                                target.put(source.get());
                                return 1;
                            }

                            @Override
                            public boolean isOpen() {
                                return true;
                            }

                            @Override
                            public void close() {}
                        })) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isFalse();
        }
    }
}
