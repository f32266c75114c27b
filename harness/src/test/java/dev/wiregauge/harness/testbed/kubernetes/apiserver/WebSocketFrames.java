package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The server's side of one WebSocket (RFC 6455): whole messages in and out.
final class WebSocketFrames {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final DataInputStream in;
    private final OutputStream out;
    private final HttpConnection connection;

    WebSocketFrames(InputStream in, OutputStream out, HttpConnection connection) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.connection = connection;
    }

    /// The answer to a client's key (RFC 6455 section 4.2.2).
    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The next message, or null after a close frame.
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] data = payload();
            switch (first & 0x0f) {
                case CONTINUATION, TEXT, BINARY -> {
                    message.write(data);
                    if ((first & 0x80) != 0) {
                        return message.toByteArray();
                    }
                }
                case PING -> write(PONG, data);
                case CLOSE -> {
                    return null;
                }
                default -> {}
            }
        }
    }

    void binary(int channel, byte[] data, int length) throws IOException {
        byte[] message = new byte[1 + length];
        message[0] = (byte) channel;
        System.arraycopy(data, 0, message, 1, length);
        write(BINARY, message);
    }

    void text(String message) throws IOException {
        write(TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    void close(int code) throws IOException {
        write(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    void reset() throws IOException {
        connection.reset();
    }

    private byte[] payload() throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = (second & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
        byte[] data = in.readNBytes(Math.toIntExact(length));
        for (int i = 0; i < data.length; i++) {
            data[i] ^= mask[i & 3];
        }
        return data;
    }

    private synchronized void write(int kind, byte[] data) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 10);
        frame.write(0x80 | kind);
        if (data.length < 126) {
            frame.write(data.length);
        } else if (data.length < 65536) {
            frame.write(126);
            frame.write(ByteBuffer.allocate(2).putShort((short) data.length).array());
        } else {
            frame.write(127);
            frame.write(ByteBuffer.allocate(8).putLong(data.length).array());
        }
        frame.write(data);
        out.write(frame.toByteArray());
        out.flush();
    }
}
