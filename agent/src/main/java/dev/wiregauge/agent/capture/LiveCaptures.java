package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.TunnelPorts;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The captures of one agent. Their files lie in a directory of its own and go with it.
public final class LiveCaptures implements Captures {
    private final Function<CaptureRequest, PacketSource> opener;
    private final Decoder decoder = new Decoder(TunnelPorts.USUAL);
    private final Map<String, Capture> captures = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();

    private record Capture(PacketSource source, CaptureRequest request, int linkMtuBytes) {}

    /// @param opener starts a capture; [PacketSources#open] chooses the best that this machine has
    public LiveCaptures(Function<CaptureRequest, PacketSource> opener) {
        this.opener = opener;
    }

    @Override
    public AgentEvent.CaptureStarted start(AgentCommand.StartCapture command) {
        if (captures.containsKey(command.name())) {
            throw new CaptureException("a capture named " + command.name() + " exists already");
        }
        int mtuBytes = mtuOf(command.interfaceName());
        CaptureRequest request =
                new CaptureRequest(
                        command.interfaceName(),
                        command.filter(),
                        command.snapLengthBytes(),
                        CaptureRequest.RING_BYTES,
                        directory().resolve("capture-" + captures.size() + ".pcap"));
        captures.put(command.name(), new Capture(opener.apply(request), request, mtuBytes));
        return new AgentEvent.CaptureStarted();
    }

    @Override
    public AgentEvent.CaptureDone stop(AgentCommand.StopCapture command) {
        Capture capture = named(command.name());
        TagFinder finder =
                new TagFinder(decoder, command.cookie(), command.name(), capture.linkMtuBytes());
        PacketSource.Counts counts = capture.source().stop();
        Path file = capture.request().file();
        try {
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    finder.look(reader.frame());
                }
            }
            return new AgentEvent.CaptureDone(
                    counts.recorded(),
                    counts.dropped(),
                    Files.size(file),
                    sha256(file),
                    finder.sightings());
        } catch (IOException e) {
            throw new CaptureException("cannot read the capture " + file + ": " + e, e);
        }
    }

    @Override
    public AgentEvent.Chunk fetch(AgentCommand.FetchCapture command) {
        Path file = named(command.name()).request().file();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer chunk = ByteBuffer.allocate(ControlCodec.CHUNK_BYTES);
            long at = command.offset();
            while (chunk.hasRemaining()) {
                int read = channel.read(chunk, at + chunk.position());
                if (read < 0) {
                    break;
                }
            }
            chunk.flip();
            return new AgentEvent.Chunk(Base64.getEncoder().encodeToString(bytesOf(chunk)));
        } catch (IOException | IllegalArgumentException e) {
            throw new CaptureException("cannot read the capture " + file + ": " + e, e);
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

    private Path directory() {
        if (directory.isEmpty()) {
            try {
                directory = Optional.of(Files.createTempDirectory("wiregauge-captures-"));
            } catch (IOException e) {
                throw new CaptureException("cannot make a directory for captures: " + e, e);
            }
        }
        return directory.get();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream digesting = new DigestInputStream(in, digest)) {
                digesting.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        captures.values().forEach(capture -> capture.source().close());
        try {
            for (Capture capture : captures.values()) {
                Files.deleteIfExists(capture.request().file());
            }
            captures.clear();
            if (directory.isPresent()) {
                Files.deleteIfExists(directory.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the captures in " + directory, e);
        }
    }
}
