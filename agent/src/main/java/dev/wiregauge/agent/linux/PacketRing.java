package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A ring of packets that the kernel fills and this process empties without a system call for each:
/// TPACKET_V3 (the kernel's Documentation/networking/packet_mmap.rst). Needs CAP_NET_RAW.
///
/// The structures are those of linux/if_packet.h, the same on x86-64 and aarch64. Taken by one
/// thread; [#counts()] may be asked by another.
public final class PacketRing implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V3 = 2;
    private static final int ETH_P_ALL = 3;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int STATUS_USER = 1;
    private static final int STATUS_VLAN_VALID = 1 << 4;
    private static final int STATUS_VLAN_TPID_VALID = 1 << 6;

    private static final int BLOCK_STATUS = 8;
    private static final int BLOCK_PACKETS = 12;
    private static final int BLOCK_FIRST = 16;
    private static final int NEXT = 0;
    private static final int SECONDS = 4;
    private static final int NANOSECONDS = 8;
    private static final int CAPTURED = 12;
    private static final int WIRE = 16;
    private static final int STATUS = 20;
    private static final int MAC = 24;
    private static final int VLAN_TCI = 32;
    private static final int VLAN_TPID = 36;

    /// A block holds several of the largest frames, and is retired after a time even if not full.
    private static final int BLOCK_BYTES = 1 << 20;

    private static final int FRAME_BYTES = 1 << 11;
    private static final int RETIRE_MS = 20;

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final MethodHandle MMAP =
            Libc.bind(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle MUNMAP =
            Libc.bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring;
    private final List<MemorySegment> blocks = new ArrayList<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final Poller poller;
    private int nextBlock;
    private long received;
    private long dropped;

    /// What is called for each packet.
    @FunctionalInterface
    public interface Visitor {
        /// @param block holds the frame; not to be kept
        /// @param vlan tag protocol and tag that the kernel took out of the frame, behind the two
        ///   addresses; 0 without one
        void packet(
                ByteBuffer block,
                int offset,
                int capturedBytes,
                int wireBytes,
                long timestampNs,
                int vlan);
    }

    /// @param received packets that passed the filter, the dropped ones among them
    public record Counts(long received, long dropped) {}

    /// Takes packets of one interface from now on, in the namespace of the calling thread.
    ///
    /// @param filter instructions of classic BPF, eight bytes each, in native byte order
    public PacketRing(int interfaceIndex, ByteBuffer filter, int ringBytes) {
        // protocol 0: nothing is received until bind, so nothing comes past the filter
        fd =
                (int)
                        NativeException.check(
                                SocketCalls.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0),
                                "cannot open a packet socket");
        try {
            attach(filter);
            int blockCount = Math.max(2, ringBytes / BLOCK_BYTES);
            request(blockCount);
            long bytes = (long) blockCount * BLOCK_BYTES;
            ring = map(bytes);
            for (int i = 0; i < blockCount; i++) {
                MemorySegment block = ring.asSlice((long) i * BLOCK_BYTES, BLOCK_BYTES);
                blocks.add(block);
                buffers.add(block.asByteBuffer().order(ByteOrder.nativeOrder()));
            }
            bind(interfaceIndex);
            poller = new Poller(fd);
        } catch (RuntimeException e) {
            arena.close();
            Descriptors.close(fd);
            throw e;
        }
    }

    private void attach(ByteBuffer filter) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment program =
                    scratch.allocate(filter.remaining(), 8)
                            .copyFrom(MemorySegment.ofBuffer(filter));
            MemorySegment descriptor = scratch.allocate(16, 8); // struct sock_fprog
            descriptor.set(JAVA_SHORT, 0, (short) (filter.remaining() / 8));
            descriptor.set(ADDRESS, 8, program);
            NativeException.check(
                    SocketCalls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, descriptor),
                    "cannot attach the packet filter");
        }
    }

    private void request(int blockCount) {
        try (Arena scratch = Arena.ofConfined()) {
            NativeException.check(
                    SocketCalls.setsockopt(
                            fd,
                            SOL_PACKET,
                            PACKET_VERSION,
                            scratch.allocateFrom(JAVA_INT, TPACKET_V3)),
                    "cannot choose TPACKET_V3");
            MemorySegment wanted =
                    scratch.allocateFrom(
                            JAVA_INT, // struct tpacket_req3
                            BLOCK_BYTES,
                            blockCount,
                            FRAME_BYTES,
                            blockCount * (BLOCK_BYTES / FRAME_BYTES),
                            RETIRE_MS,
                            0,
                            0);
            NativeException.check(
                    SocketCalls.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, wanted),
                    "cannot make a ring of " + blockCount + " MiB");
        }
    }

    private MemorySegment map(long bytes) {
        MemorySegment errno = Libc.errnoStore();
        try {
            MemorySegment anywhere = MemorySegment.NULL;
            long address =
                    (long)
                            MMAP.invokeExact(
                                    errno, anywhere, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
            NativeException.check(Libc.result(address, errno), "cannot map the packet ring");
            return MemorySegment.ofAddress(address)
                    .reinterpret(bytes, arena, segment -> unmap(segment, bytes));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static void unmap(MemorySegment segment, long bytes) {
        try {
            int _ = (int) MUNMAP.invokeExact(Libc.errnoStore(), segment, bytes);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private void bind(int interfaceIndex) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment name = scratch.allocate(20, 4); // struct sockaddr_ll
            name.set(JAVA_SHORT, 0, (short) AF_PACKET);
            name.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_ALL);
            name.set(JAVA_INT, 4, interfaceIndex);
            NativeException.check(
                    SocketCalls.bind(fd, name, (int) name.byteSize()),
                    "cannot bind to interface " + interfaceIndex);
        }
    }

    /// Hands over all packets of the blocks that the kernel has finished, waiting for the first.
    ///
    /// @return packets handed over; 0 where none came within the time
    public long take(Visitor visitor, Duration wait) {
        if (!isReady()) {
            poller.awaitReadable(wait.toNanos());
        }
        long taken = 0;
        while (isReady()) {
            MemorySegment block = blocks.get(nextBlock);
            taken += visit(buffers.get(nextBlock), visitor);
            INT.setRelease(block, (long) BLOCK_STATUS, 0);
            nextBlock = (nextBlock + 1) % blocks.size();
        }
        return taken;
    }

    private boolean isReady() {
        int status = (int) INT.getAcquire(blocks.get(nextBlock), (long) BLOCK_STATUS);
        return (status & STATUS_USER) != 0;
    }

    private static int visit(ByteBuffer buffer, Visitor visitor) {
        int packets = buffer.getInt(BLOCK_PACKETS);
        int at = buffer.getInt(BLOCK_FIRST);
        for (int i = 0; i < packets; i++) {
            int status = buffer.getInt(at + STATUS);
            int vlan = 0;
            if ((status & STATUS_VLAN_VALID) != 0) {
                int protocol =
                        (status & STATUS_VLAN_TPID_VALID) != 0
                                ? buffer.getShort(at + VLAN_TPID)
                                : 0x8100;
                vlan = protocol << 16 | (buffer.getInt(at + VLAN_TCI) & 0xFFFF);
            }
            visitor.packet(
                    buffer,
                    at + (buffer.getShort(at + MAC) & 0xFFFF),
                    buffer.getInt(at + CAPTURED),
                    buffer.getInt(at + WIRE),
                    (buffer.getInt(at + SECONDS) & 0xFFFF_FFFFL) * 1_000_000_000L
                            + buffer.getInt(at + NANOSECONDS),
                    vlan);
            at += buffer.getInt(at + NEXT);
        }
        return packets;
    }

    /// Since the ring was made. The kernel's own counts start again with each reading.
    public synchronized Counts counts() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment stats = scratch.allocate(12, 4); // struct tpacket_stats_v3
            MemorySegment length = scratch.allocateFrom(JAVA_INT, 12);
            NativeException.check(
                    SocketCalls.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, stats, length),
                    "cannot read a ring's counts");
            received += stats.get(JAVA_INT, 0) & 0xFFFF_FFFFL;
            dropped += stats.get(JAVA_INT, 4) & 0xFFFF_FFFFL;
            return new Counts(received, dropped);
        }
    }

    /// After it nothing may be taken.
    @Override
    public void close() {
        arena.close();
        Descriptors.close(fd);
    }
}
