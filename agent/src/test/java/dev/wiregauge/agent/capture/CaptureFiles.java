package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.Frames;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.List;

/// Builds capture files in memory, for tests.
public final class CaptureFiles {
    private CaptureFiles() {}

    static CaptureReader reader(byte[] file) throws IOException {
        return new CaptureReader(Channels.newChannel(new ByteArrayInputStream(file)));
    }

    static byte[] pcap(ByteOrder order, int magic, int link, List<byte[]> frames) {
        int bytes = 24 + frames.stream().mapToInt(f -> 16 + f.length).sum();
        ByteBuffer file = ByteBuffer.allocate(bytes).order(order);
        file.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0);
        file.putInt(262_144).putInt(link);
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            file.putInt(1_700_000_000 + i).putInt(123_456);
            file.putInt(frame.length).putInt(frame.length).put(frame);
        }
        return file.array();
    }

    public static byte[] pcap(List<byte[]> frames) {
        return pcap(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROSECONDS, 1, frames);
    }

    static byte[] section(ByteOrder order) {
        return block(
                order,
                PcapngFormat.SECTION_HEADER,
                ByteBuffer.allocate(16)
                        .order(order)
                        .putInt(0x1A2B3C4D)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array());
    }

    static byte[] interfaceBlock(ByteOrder order, int link, byte[] options) {
        byte[] fixed =
                ByteBuffer.allocate(8)
                        .order(order)
                        .putShort((short) link)
                        .putShort((short) 0)
                        .putInt(0)
                        .array();
        return block(order, 1, Frames.join(fixed, options));
    }

    static byte[] option(ByteOrder order, int code, byte[] value) {
        byte[] head =
                ByteBuffer.allocate(4)
                        .order(order)
                        .putShort((short) code)
                        .putShort((short) value.length)
                        .array();
        return Frames.join(head, value, new byte[-value.length & 3]);
    }

    static byte[] enhancedPacket(ByteOrder order, int interfaceId, long ticks, byte[] frame) {
        byte[] head =
                ByteBuffer.allocate(20)
                        .order(order)
                        .putInt(interfaceId)
                        .putInt((int) (ticks >>> 32))
                        .putInt((int) ticks)
                        .putInt(frame.length)
                        .putInt(frame.length)
                        .array();
        return block(order, 6, Frames.join(head, frame, new byte[-frame.length & 3]));
    }

    static byte[] simplePacket(ByteOrder order, byte[] frame) {
        byte[] head = ByteBuffer.allocate(4).order(order).putInt(frame.length).array();
        return block(order, 3, Frames.join(head, frame, new byte[-frame.length & 3]));
    }

    static byte[] block(ByteOrder order, int type, byte[] body) {
        return ByteBuffer.allocate(12 + body.length)
                .order(order)
                .putInt(type)
                .putInt(12 + body.length)
                .put(body)
                .putInt(12 + body.length)
                .array();
    }
}
