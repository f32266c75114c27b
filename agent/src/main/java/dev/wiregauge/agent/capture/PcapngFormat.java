package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.BigEndian;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The newer format of Wireshark: blocks in sections, each section with a byte order and interfaces
/// of its own (draft-ietf-opsawg-pcapng).
final class PcapngFormat implements CaptureReader.FrameFormat {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int PACKET = 2; // obsolete, still written by old tools
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    /// Block type, its length, and the length again at the end.
    private static final int FRAMING_BYTES = 12;

    /// Beyond any machine's count; a bound on what a hostile file makes us keep.
    private static final int MAX_INTERFACES = 4096;

    private static final int MAX_BLOCK_BYTES = CaptureReader.MAX_FRAME_BYTES + (32 << 10);

    private final List<Interface> interfaces = new ArrayList<>();
    private boolean littleEndian;
    private Optional<FileProblem> problem = Optional.empty();

    /// @param snapLengthBytes 0 for no limit
    private record Interface(int link, int snapLengthBytes, TickClock clock) {}

    @Override
    public boolean next(ByteWindow window, CapturedFrame frame) throws IOException {
        while (problem.isEmpty() && window.has(1)) {
            if (block(window, frame)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the block held a frame.
    private boolean block(ByteWindow window, CapturedFrame frame) throws IOException {
        if (!window.has(FRAMING_BYTES)) {
            truncated(window, FRAMING_BYTES);
            return false;
        }
        if (BigEndian.i32(window.bytes(), window.start()) == SECTION_HEADER) {
            sectionByteOrder(window);
        }
        int type = number(window, 0);
        int length = number(window, 4);
        if (length < FRAMING_BYTES || length % 4 != 0) {
            malformed(window, "block length", length & 0xFFFF_FFFFL, "12 or more, in steps of 4");
            return false;
        }
        return problem.isEmpty() && known(window, frame, type, length);
    }

    private void sectionByteOrder(ByteWindow window) {
        int magic = BigEndian.i32(window.bytes(), window.start() + 8);
        littleEndian = magic == Integer.reverseBytes(BYTE_ORDER_MAGIC);
        if (!littleEndian && magic != BYTE_ORDER_MAGIC) {
            malformed(window, "byte-order magic", magic & 0xFFFF_FFFFL, "1a2b3c4d in hexadecimal");
        }
        interfaces.clear();
    }

    private boolean known(ByteWindow window, CapturedFrame frame, int type, int length)
            throws IOException {
        boolean wanted =
                type == INTERFACE_DESCRIPTION
                        || type == PACKET
                        || type == SIMPLE_PACKET
                        || type == ENHANCED_PACKET;
        if (!wanted) {
            long from = window.position();
            if (!window.skip(length)) {
                problem =
                        Optional.of(
                                new FileProblem.Truncated(
                                        from, length, (int) (window.position() - from)));
            }
            return false;
        }
        if (length > MAX_BLOCK_BYTES) {
            malformed(window, "block length", length, "12 to " + MAX_BLOCK_BYTES);
            return false;
        }
        if (!window.has(length)) {
            truncated(window, length);
            return false;
        }
        boolean found = false;
        if (type == INTERFACE_DESCRIPTION) {
            describeInterface(window, length);
        } else if (type == SIMPLE_PACKET) {
            found = simplePacket(window, frame, length);
        } else {
            found = packet(window, frame, length, type == PACKET);
        }
        if (problem.isEmpty()) {
            window.advance(length);
        }
        return found;
    }

    private void describeInterface(ByteWindow window, int length) {
        if (length < 20 || interfaces.size() == MAX_INTERFACES) {
            malformed(
                    window,
                    length < 20 ? "interface block length" : "number of interfaces",
                    length < 20 ? length : interfaces.size() + 1L,
                    length < 20 ? "20 or more" : "up to " + MAX_INTERFACES);
            return;
        }
        int resolution = TickClock.MICROSECONDS;
        long offsetSeconds = 0;
        int at = 16;
        int end = length - 4;
        while (at + 4 <= end) {
            int code = half(window, at);
            int size = half(window, at + 2);
            if (code == 0 || at + 4 + size > end) {
                break;
            }
            if (code == 9 && size == 1) {
                resolution = BigEndian.u8(window.bytes(), window.start() + at + 4);
            } else if (code == 14 && size == 8) {
                offsetSeconds = wide(window, at + 4);
            }
            at += 4 + (size + 3) / 4 * 4;
        }
        interfaces.add(
                new Interface(
                        half(window, 8),
                        Math.max(0, number(window, 12)),
                        new TickClock(resolution, offsetSeconds)));
    }

    private boolean packet(ByteWindow window, CapturedFrame frame, int length, boolean obsolete) {
        int header = 28;
        if (length < header + 4) {
            malformed(window, "packet block length", length, "32 or more");
            return false;
        }
        int id = obsolete ? half(window, 8) : number(window, 8);
        int capturedBytes = number(window, 20);
        if (!fits(window, id, capturedBytes, length - header - 4)) {
            return false;
        }
        long ticks =
                (number(window, 12) & 0xFFFF_FFFFL) << 32 | (number(window, 16) & 0xFFFF_FFFFL);
        fill(window, frame, id, header, capturedBytes, number(window, 24));
        frame.timestampNs = interfaces.get(id).clock.nanoseconds(ticks);
        return true;
    }

    /// A simple packet has neither time nor interface: it is of the first, cut at its snap length.
    private boolean simplePacket(ByteWindow window, CapturedFrame frame, int length) {
        if (length < 16) {
            malformed(window, "packet block length", length, "16 or more");
            return false;
        }
        int wireBytes = number(window, 8);
        int snap = interfaces.isEmpty() ? 0 : interfaces.getFirst().snapLengthBytes;
        int capturedBytes = snap == 0 ? wireBytes : Math.min(wireBytes, snap);
        if (!fits(window, 0, capturedBytes, length - 16)) {
            return false;
        }
        fill(window, frame, 0, 12, capturedBytes, wireBytes);
        frame.timestampNs = 0;
        return true;
    }

    private boolean fits(ByteWindow window, int id, int capturedBytes, int room) {
        if (id < 0 || id >= interfaces.size()) {
            malformed(
                    window,
                    "interface",
                    id & 0xFFFF_FFFFL,
                    "one of the " + interfaces.size() + " described before, from 0");
        } else if (capturedBytes < 0 || capturedBytes > room) {
            malformed(window, "captured length", capturedBytes & 0xFFFF_FFFFL, "0 to " + room);
        }
        return problem.isEmpty();
    }

    private void fill(
            ByteWindow window,
            CapturedFrame frame,
            int id,
            int headerBytes,
            int capturedBytes,
            int wireBytes) {
        frame.bytes = window.bytes();
        frame.start = window.start() + headerBytes;
        frame.capturedBytes = capturedBytes;
        frame.wireBytes = Math.max(0, wireBytes);
        frame.interfaceId = id;
        frame.link(interfaces.get(id).link);
    }

    private int number(ByteWindow window, int at) {
        int big = BigEndian.i32(window.bytes(), window.start() + at);
        return littleEndian ? Integer.reverseBytes(big) : big;
    }

    private int half(ByteWindow window, int at) {
        int big = BigEndian.u16(window.bytes(), window.start() + at);
        return littleEndian ? Short.reverseBytes((short) big) & 0xFFFF : big;
    }

    private long wide(ByteWindow window, int at) {
        long big = BigEndian.i64(window.bytes(), window.start() + at);
        return littleEndian ? Long.reverseBytes(big) : big;
    }

    private void truncated(ByteWindow window, int needed) {
        problem =
                Optional.of(
                        new FileProblem.Truncated(window.position(), needed, window.available()));
    }

    private void malformed(ByteWindow window, String field, long value, String allowed) {
        problem = Optional.of(new FileProblem.Malformed(window.position(), field, value, allowed));
    }

    @Override
    public Optional<FileProblem> problem() {
        return problem;
    }

    @Override
    public String name() {
        return "pcapng";
    }
}
