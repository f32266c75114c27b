package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.BigEndian;

import java.io.IOException;
import java.util.Optional;

/// The classic libpcap format: a header of 24 bytes, then records with 16 bytes of header each.
final class PcapFormat implements CaptureReader.FrameFormat {
    static final int MICROSECONDS = 0xA1B2C3D4;
    static final int NANOSECONDS = 0xA1B23C4D;
    static final int FILE_HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 16;

    /// The upper bits of the link type field say whether frames end in a checksum.
    private static final int LINK_TYPE_MASK = 0xFFFF;

    private final boolean littleEndian;
    private final int fractionNs;
    private final int linkNumber;
    private Optional<FileProblem> problem = Optional.empty();

    private PcapFormat(boolean littleEndian, int fractionNs, int linkNumber) {
        this.littleEndian = littleEndian;
        this.fractionNs = fractionNs;
        this.linkNumber = linkNumber;
    }

    static CaptureReader.FrameFormat recognise(int magic, ByteWindow window) throws IOException {
        boolean little =
                magic == Integer.reverseBytes(MICROSECONDS)
                        || magic == Integer.reverseBytes(NANOSECONDS);
        int straight = little ? Integer.reverseBytes(magic) : magic;
        if (straight != MICROSECONDS && straight != NANOSECONDS) {
            return new CaptureReader.NoFormat(new FileProblem.NotACapture(magic));
        }
        if (!window.has(FILE_HEADER_BYTES)) {
            return new CaptureReader.NoFormat(
                    new FileProblem.Truncated(0, FILE_HEADER_BYTES, window.available()));
        }
        int link = number(window.bytes(), window.start() + 20, little) & LINK_TYPE_MASK;
        window.advance(FILE_HEADER_BYTES);
        return new PcapFormat(little, straight == NANOSECONDS ? 1 : 1000, link);
    }

    private static int number(byte[] bytes, int at, boolean little) {
        int big = BigEndian.i32(bytes, at);
        return little ? Integer.reverseBytes(big) : big;
    }

    @Override
    public boolean next(ByteWindow window, CapturedFrame frame) throws IOException {
        if (problem.isPresent()) {
            return false;
        }
        if (!window.has(RECORD_HEADER_BYTES)) {
            if (window.available() > 0) {
                truncated(window, RECORD_HEADER_BYTES);
            }
            return false;
        }
        int capturedBytes = number(window.bytes(), window.start() + 8, littleEndian);
        if (capturedBytes < 0 || capturedBytes > CaptureReader.MAX_FRAME_BYTES) {
            problem =
                    Optional.of(
                            new FileProblem.Malformed(
                                    window.position(),
                                    "captured length",
                                    capturedBytes & 0xFFFF_FFFFL,
                                    "0 to " + CaptureReader.MAX_FRAME_BYTES));
            return false;
        }
        if (!window.has(RECORD_HEADER_BYTES + capturedBytes)) {
            truncated(window, RECORD_HEADER_BYTES + capturedBytes);
            return false;
        }
        byte[] bytes = window.bytes(); // reading on may have moved them
        int at = window.start();
        long seconds = number(bytes, at, littleEndian) & 0xFFFF_FFFFL;
        long fraction = number(bytes, at + 4, littleEndian) & 0xFFFF_FFFFL;
        frame.timestampNs = seconds * 1_000_000_000L + fraction * fractionNs;
        frame.bytes = bytes;
        frame.start = at + RECORD_HEADER_BYTES;
        frame.capturedBytes = capturedBytes;
        frame.wireBytes = Math.max(0, number(bytes, at + 12, littleEndian));
        frame.link(linkNumber);
        window.advance(RECORD_HEADER_BYTES + capturedBytes);
        return true;
    }

    private void truncated(ByteWindow window, int needed) {
        problem =
                Optional.of(
                        new FileProblem.Truncated(window.position(), needed, window.available()));
    }

    @Override
    public Optional<FileProblem> problem() {
        return problem;
    }

    @Override
    public String name() {
        return "pcap";
    }
}
