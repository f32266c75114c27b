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
    private static final int ADDRESSES_BYTES = 12;
    private static final int TAG_BYTES = 4;
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

    /// @param source holds the captured bytes from `offset` on; its own position is not used
    void write(long timestampNs, ByteBuffer source, int offset, int captured, int wireBytes)
            throws IOException {
        header(timestampNs, captured, wireBytes);
        put(source, offset, captured);
        frames++;
    }

    /// Puts the tag that the kernel took out back behind the two addresses.
    ///
    /// @param vlan tag protocol and tag
    void writeTagged(
            long timestampNs, ByteBuffer source, int offset, int captured, int wireBytes, int vlan)
            throws IOException {
        header(timestampNs, captured + TAG_BYTES, wireBytes + TAG_BYTES);
        put(source, offset, ADDRESSES_BYTES);
        buffer.putInt(Integer.reverseBytes(vlan));
        put(source, offset + ADDRESSES_BYTES, captured - ADDRESSES_BYTES);
        frames++;
    }

    private void header(long timestampNs, int captured, int wireBytes) throws IOException {
        if (buffer.remaining() < PcapFormat.RECORD_HEADER_BYTES + captured) {
            flush();
        }
        buffer.putInt((int) (timestampNs / NS_PER_SECOND));
        buffer.putInt((int) (timestampNs % NS_PER_SECOND));
        buffer.putInt(captured).putInt(wireBytes);
    }

    /// There is room: the buffer is four times the largest frame, and was emptied for this one.
    private void put(ByteBuffer source, int offset, int count) {
        buffer.put(buffer.position(), source, offset, count);
        buffer.position(buffer.position() + count);
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
        if (channel.isOpen()) {
            try (channel) {
                flush();
            }
        }
    }
}
