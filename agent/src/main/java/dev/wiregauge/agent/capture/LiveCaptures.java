package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.TunnelPorts;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// The captures of one agent.
///
/// Their files have no name from the moment that they are open, so that nothing is left behind
/// however the agent ends.
public final class LiveCaptures implements Captures {
    /// More than the captures of a proof take.
    private static final long LEAST_ROOM_BYTES = 1 << 20;

    private final Function<CaptureRequest, PacketSource> opener;
    private final Decoder decoder = new Decoder(TunnelPorts.USUAL);
    private final Map<String, Capture> captures = new LinkedHashMap<>();

    private record Capture(
            PacketSource source, FileChannel file, int linkMtuBytes, boolean finished) {}

    /// @param opener starts a capture; [PacketSources#open] chooses the best that this machine has
    public LiveCaptures(Function<CaptureRequest, PacketSource> opener) {
        this.opener = opener;
    }

    @Override
    public AgentEvent.CaptureStarted start(AgentCommand.StartCapture command) {
        makeRoomFor(command.name());
        int mtuBytes = mtuOf(command.interfaceName());
        try {
            Path directory = Files.createTempDirectory("wiregauge-capture-");
            Path file = directory.resolve("capture.pcap");
            try {
                requireRoom(directory);
                captures.put(command.name(), open(command, file, mtuBytes));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new CaptureException("cannot make a file for captures: " + e, e);
        }
        return new AgentEvent.CaptureStarted();
    }

    /// libpcap's writer drops what the file system does not take and says nothing: such packets
    /// would look as if the kernel had lost them.
    private static void requireRoom(Path directory) throws IOException {
        long freeBytes = Files.getFileStore(directory).getUsableSpace();
        if (freeBytes < LEAST_ROOM_BYTES) {
            throw new CaptureException(
                    "%s has no room for a capture: %d bytes are free, %d are needed"
                            .formatted(directory.getParent(), freeBytes, LEAST_ROOM_BYTES));
        }
    }

    /// A finished capture makes room for another of its name, and its file is gone.
    private void makeRoomFor(String name) {
        Capture earlier = captures.get(name);
        if (earlier == null) {
            return;
        }
        if (!earlier.finished()) {
            throw new CaptureException("a capture named " + name + " is running already");
        }
        captures.remove(name);
        try {
            earlier.file().close();
        } catch (IOException e) {
            throw new CaptureException("cannot close the capture " + name + ": " + e, e);
        }
    }

    private Capture open(AgentCommand.StartCapture command, Path file, int mtuBytes)
            throws IOException {
        PacketSource source =
                opener.apply(
                        new CaptureRequest(
                                command.interfaceName(),
                                command.filter(),
                                command.snapLengthBytes(),
                                CaptureRequest.RING_BYTES,
                                file));
        return new Capture(source, FileChannel.open(file), mtuBytes, false);
    }

    @Override
    public AgentEvent.CaptureDone stop(AgentCommand.StopCapture command) {
        Capture capture = named(command.name());
        TagFinder finder =
                new TagFinder(decoder, command.cookie(), command.name(), capture.linkMtuBytes());
        AgentEvent.CaptureDone done = end(command.name(), capture, finder::look);
        return new AgentEvent.CaptureDone(
                done.received(),
                done.dropped(),
                done.fileBytes(),
                done.sha256(),
                finder.sightings());
    }

    @Override
    public AgentEvent.TagsTimed timeTags(AgentCommand.TimeTags command) {
        TagTimes times = new TagTimes(new TagReader(decoder, command.cookie()));
        return times.of(end(command.name(), named(command.name()), times::look));
    }

    /// @param look is called with each frame of the finished capture
    private AgentEvent.CaptureDone end(String name, Capture capture, Consumer<CapturedFrame> look) {
        PacketSource.Counts counts = capture.source().stop();
        captures.put(
                name, new Capture(capture.source(), capture.file(), capture.linkMtuBytes(), true));
        FileChannel file = capture.file();
        try {
            // not closed: the file is fetched through the same channel
            CaptureReader reader = new CaptureReader(file.position(0));
            while (reader.next()) {
                look.accept(reader.frame());
            }
            return new AgentEvent.CaptureDone(
                    counts.recorded(), counts.dropped(), file.size(), sha256(file), Map.of());
        } catch (IOException e) {
            throw new CaptureException("cannot read the capture " + name + ": " + e, e);
        }
    }

    @Override
    public AgentEvent.Chunk fetch(AgentCommand.FetchCapture command) {
        FileChannel file = named(command.name()).file();
        if (command.offset() < 0) {
            throw new CaptureException("offset is " + command.offset() + ", allowed: 0 or more");
        }
        try {
            ByteBuffer chunk = ByteBuffer.allocate(ControlCodec.CHUNK_BYTES);
            long at = command.offset();
            while (chunk.hasRemaining()) {
                int read = file.read(chunk, at + chunk.position());
                if (read < 0) {
                    break;
                }
            }
            chunk.flip();
            return new AgentEvent.Chunk(Base64.getEncoder().encodeToString(bytesOf(chunk)));
        } catch (IOException e) {
            throw new CaptureException("cannot read the capture " + command.name() + ": " + e, e);
        }
    }

    private static byte[] bytesOf(ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        return bytes;
    }

    private Capture named(String name) {
        Capture capture = captures.get(name);
        if (capture == null) {
            throw new CaptureException("there is no capture named " + name);
        }
        return capture;
    }

    private static int mtuOf(String interfaceName) {
        try {
            NetworkInterface found = NetworkInterface.getByName(interfaceName);
            if (found == null) {
                throw new CaptureException(
                        "cannot capture on " + interfaceName + ": there is no such interface");
            }
            return found.getMTU();
        } catch (SocketException e) {
            throw new CaptureException("cannot read the MTU of " + interfaceName + ": " + e, e);
        }
    }

    private static String sha256(FileChannel file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer part = ByteBuffer.allocate(ControlCodec.CHUNK_BYTES);
            file.position(0);
            while (file.read(part) >= 0) {
                digest.update(part.flip());
                part.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            for (Capture capture : captures.values()) {
                capture.source().close();
                capture.file().close();
            }
            captures.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the captures", e);
        }
    }
}
