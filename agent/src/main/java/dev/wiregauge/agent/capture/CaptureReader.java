package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.BigEndian;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads pcap (both byte orders, microseconds and nanoseconds) and pcapng, front to back, in
/// constant memory, from a file or a pipe.
///
/// A damaged file ends the reading with a [FileProblem]; only the medium itself can throw.
public final class CaptureReader implements Closeable {
    /// Larger than any frame that a kernel makes: BIG TCP ends at 512 KiB.
    static final int MAX_FRAME_BYTES = 1 << 20;

    private static final int FIRST_WINDOW_BYTES = 256 << 10;
    private static final int MOST_WINDOW_BYTES = MAX_FRAME_BYTES + (64 << 10);

    private final ReadableByteChannel channel;
    private final ByteWindow window;
    private final CapturedFrame frame = new CapturedFrame();
    private final FrameFormat format;
    private long frames;

    /// One of the two file formats, at work on one stream.
    sealed interface FrameFormat permits PcapFormat, PcapngFormat, NoFormat {
        /// Whether another frame was put into the object.
        boolean next(ByteWindow window, CapturedFrame frame) throws IOException;

        Optional<FileProblem> problem();

        /// `pcap` or `pcapng`.
        String name();
    }

    /// What is no capture has no frames.
    record NoFormat(FileProblem reason) implements FrameFormat {
        @Override
        public boolean next(ByteWindow window, CapturedFrame frame) {
            return false;
        }

        @Override
        public Optional<FileProblem> problem() {
            return Optional.of(reason);
        }

        @Override
        public String name() {
            return "unknown";
        }
    }

    /// @param channel closed with the reader
    public CaptureReader(ReadableByteChannel channel) throws IOException {
        this(channel, FIRST_WINDOW_BYTES);
    }

    /// @param firstBytes of memory, before a frame needs more
    CaptureReader(ReadableByteChannel channel, int firstBytes) throws IOException {
        this.channel = channel;
        this.window = new ByteWindow(channel, firstBytes, MOST_WINDOW_BYTES);
        this.format = recognise(window);
    }

    public static CaptureReader open(Path file) throws IOException {
        return new CaptureReader(FileChannel.open(file, StandardOpenOption.READ));
    }

    private static FrameFormat recognise(ByteWindow window) throws IOException {
        if (!window.has(4)) {
            return new NoFormat(
                    window.available() == 0
                            ? new FileProblem.Empty()
                            : new FileProblem.Truncated(0, 24, window.available()));
        }
        int magic = BigEndian.i32(window.bytes(), window.start());
        if (magic == PcapngFormat.SECTION_HEADER) {
            return new PcapngFormat();
        }
        return PcapFormat.recognise(magic, window);
    }

    /// Whether there was another frame: then [#frame()] is it.
    public boolean next() throws IOException {
        boolean found = format.next(window, frame);
        if (found) {
            frames++;
        }
        return found;
    }

    public CapturedFrame frame() {
        return frame;
    }

    /// Frames read so far.
    public long frames() {
        return frames;
    }

    /// Bytes of the stream read so far.
    public long position() {
        return window.position();
    }

    /// `pcap`, `pcapng` or `unknown`.
    public String formatName() {
        return format.name();
    }

    /// Why the reading ended; empty after a whole file.
    public Optional<FileProblem> problem() {
        return format.problem();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
