package dev.wiregauge.agent.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/// The part of a stream that is being looked at: one buffer of fixed size, refilled as it is used
/// up. A pipe serves as well as a file.
final class ByteWindow {
    private final ReadableByteChannel channel;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private int start;
    private int end;

    /// Position in the stream of the first byte in the buffer.
    private long base;

    private boolean ended;

    /// @param capacity most that [#has] can be asked for
    ByteWindow(ReadableByteChannel channel, int capacity) {
        this.channel = channel;
        this.bytes = new byte[capacity];
        this.buffer = ByteBuffer.wrap(bytes);
    }

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
        if (count > bytes.length) {
            throw new IllegalArgumentException(
                    count + " bytes were asked of a window of " + bytes.length);
        }
        System.arraycopy(bytes, start, bytes, 0, end - start);
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
