package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.result.FileTrouble;
import dev.wiregauge.result.RunFolderException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;

/// A finished capture that still lies with its agent; travels in chunks and is checked by its
/// digest.
record CaptureFile(AgentHandle agent, String name, AgentEvent.CaptureDone done) {
    /// Captures of the verify phase are some kilobytes; far above it the agent is not one of ours.
    private static final long MAX_BYTES = 256L << 20;

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    void fetchTo(Path file) {
        if (done.fileBytes() > MAX_BYTES) {
            throw new AgentLostException(
                    "agent %s offers a capture of %d bytes, allowed: %d"
                            .formatted(agent.name(), done.fileBytes(), MAX_BYTES));
        }
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            long offset = 0;
            while (offset < done.fileBytes()) {
                byte[] chunk = chunk(offset);
                out.write(chunk);
                offset += chunk.length;
            }
        } catch (IOException e) {
            throw new RunFolderException("cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(done.sha256())) {
            throw new AgentLostException(
                    "capture %s of agent %s arrived damaged: SHA-256 %s, expected %s"
                            .formatted(name, agent.name(), found, done.sha256()));
        }
    }

    private byte[] chunk(long offset) {
        AgentEvent.Chunk chunk =
                agent.ask(
                        new AgentCommand.FetchCapture(name, offset),
                        AgentEvent.Chunk.class,
                        DEADLINE);
        byte[] bytes = Base64.getDecoder().decode(chunk.base64());
        if (bytes.length == 0 || offset + bytes.length > done.fileBytes()) {
            throw new AgentLostException(
                    "capture %s of agent %s ends at %d of %d bytes"
                            .formatted(
                                    name, agent.name(), offset + bytes.length, done.fileBytes()));
        }
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
