package dev.wiregauge.agent.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/// The part of a stream that is being looked at: one buffer, refilled as it is used up, that grows
/// to a fixed limit at most. A pipe serves as well as a file.
final class ByteWindow {
    private final ReadableByteChannel channel;
    private final int mostBytes;
    private byte[] bytes;
    private ByteBuffer buffer;
    private int start;
    private int end;

    /// Position in the stream of the first byte in the buffer.
    private long base;

    private boolean ended;

    /// @param mostBytes most that [#has] can be asked for
    ByteWindow(ReadableByteChannel channel, int firstBytes, int mostBytes) {
        this.channel = channel;
        this.mostBytes = mostBytes;
        this.bytes = new byte[firstBytes];
        this.buffer = ByteBuffer.wrap(bytes);
    }

    /// Another array after the window has grown.
    byte[] bytes() {
        return bytes;
    }

    /// Index in [#bytes()] of the next byte.
    int start() {
        return start;
    }

    int available() {
        return end - start;
    }

    /// Position in the stream of the next byte.
    long position() {
        return base + start;
    }

    /// Whether this many bytes follow; reads on until they do or the stream ends.
    boolean has(int count) throws IOException {
        if (end - start >= count) {
            return true;
        }
        fill(count);
        return end - start >= count;
    }

    private void fill(int count) throws IOException {
        if (count > mostBytes) {
            throw new IllegalArgumentException(
                    count + " bytes were asked of a window of " + mostBytes);
        }
        byte[] target = bytes;
        if (count > bytes.length) {
            target = new byte[Math.min(mostBytes, Math.max(count, 2 * bytes.length))];
            buffer = ByteBuffer.wrap(target);
        }
        System.arraycopy(bytes, start, target, 0, end - start);
        bytes = target;
        base += start;
        end -= start;
        start = 0;
        while (end < count && !ended) {
            buffer.limit(bytes.length).position(end);
            int read = channel.read(buffer);
            ended = read < 0;
            end += Math.max(0, read);
        }
    }

    /// Steps over bytes that are in the buffer.
    void advance(int count) {
        start += count;
    }

    /// Steps over bytes that need not be in the buffer; false if the stream ends before.
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (!has(1)) {
                return false;
            }
            int step = (int) Math.min(left, available());
            start += step;
            left -= step;
        }
        return true;
    }
}
