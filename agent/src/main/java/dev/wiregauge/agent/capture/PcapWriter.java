package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.LinkType;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a pcap file with nanosecond times.
///
/// Not for several threads. Frames are gathered, so that the file is whole only after [#close()].
final class PcapWriter implements Closeable {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final FileChannel channel;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long frames;

    PcapWriter(Path file, LinkType link, int snapLengthBytes) throws IOException {
        channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        buffer.putInt(PcapFormat.NANOSECONDS);
        buffer.putShort((short) 2).putShort((short) 4); // version 2.4
        buffer.putLong(0); // time zone and accuracy, which nobody sets
        buffer.putInt(snapLengthBytes).putInt(link.number());
    }

    /// @param frame the captured bytes, from its position to its limit
    void write(long timestampNs, ByteBuffer frame, int wireBytes) throws IOException {
        int captured = frame.remaining();
        if (buffer.remaining() < PcapFormat.RECORD_HEADER_BYTES + captured) {
            flush();
        }
        buffer.putInt((int) (timestampNs / NS_PER_SECOND));
        buffer.putInt((int) (timestampNs % NS_PER_SECOND));
        buffer.putInt(captured).putInt(wireBytes);
        if (captured > buffer.remaining()) {
            flush();
            writeAll(frame);
        } else {
            buffer.put(frame);
        }
        frames++;
    }

    long frames() {
        return frames;
    }

    private void flush() throws IOException {
        buffer.flip();
        writeAll(buffer);
        buffer.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
