package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Memory outside the heap that the kernel reads and writes in place. Numbers are in network byte
/// order.
///
/// May be used by any thread, by one at a time; freed by [#close()], after which every use throws.
public final class NativeBuffer implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena;
    private final MemorySegment segment;

    /// Zeroed, and aligned to a page so that copies run at full speed.
    @SuppressWarnings("MustBeClosedChecker") // this object owns the arena: close() ends it
    public NativeBuffer(long bytes) {
        arena = Arena.ofShared();
        segment = arena.allocate(bytes, PAGE_BYTES);
    }

    public long size() {
        return segment.byteSize();
    }

    MemorySegment segment() {
        return segment;
    }

    /// From the offset on; no copy.
    MemorySegment from(long offset) {
        return offset == 0 ? segment : segment.asSlice(offset);
    }

    public byte getByte(long offset) {
        return segment.get(JAVA_BYTE, offset);
    }

    public int getShort(long offset) {
        return segment.get(SHORT, offset) & 0xffff;
    }

    public int getInt(long offset) {
        return segment.get(INT, offset);
    }

    public long getLong(long offset) {
        return segment.get(LONG, offset);
    }

    public void putByte(long offset, byte value) {
        segment.set(JAVA_BYTE, offset, value);
    }

    public void putShort(long offset, int value) {
        segment.set(SHORT, offset, (short) value);
    }

    public void putInt(long offset, int value) {
        segment.set(INT, offset, value);
    }

    public void putLong(long offset, long value) {
        segment.set(LONG, offset, value);
    }

    public void putBytes(long offset, byte[] bytes) {
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, offset, bytes.length);
    }

    public byte[] getBytes(long offset, int length) {
        return segment.asSlice(offset, length).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
