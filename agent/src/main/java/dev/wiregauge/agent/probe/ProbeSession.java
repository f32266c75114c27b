package dev.wiregauge.agent.probe;

import dev.wiregauge.result.evidence.AddressText;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One TCP connection of a probe, on the server's side.
///
/// The client sends the cookie and the length of its bulk (32 bits); the server answers with its
/// name and the address it saw, each behind one byte of length; the client sends the bulk; the
/// server answers one byte when it has it all.
final class ProbeSession {
    static final int QUESTION_BYTES = ProbeDatagram.COOKIE_BYTES + 4;
    static final int MAX_BULK_BYTES = 64 << 20;
    static final byte GOT_ALL = 1;

    private static final int CHUNK_BYTES = 64 << 10;

    private final SocketChannel connection;
    private final byte[] cookie;
    private final String agent;

    ProbeSession(SocketChannel connection, byte[] cookie, String agent) {
        this.connection = connection;
        this.cookie = cookie;
        this.agent = agent;
    }

    void run() throws IOException {
        ByteBuffer question = ByteBuffer.allocate(QUESTION_BYTES);
        if (!fill(question)) {
            return;
        }
        question.flip();
        byte[] theirs = new byte[ProbeDatagram.COOKIE_BYTES];
        question.get(theirs);
        int bulk = question.getInt();
        if (!Arrays.equals(theirs, cookie) || bulk < 0 || bulk > MAX_BULK_BYTES) {
            return;
        }
        writeAll(greeting());
        ByteBuffer sink = ByteBuffer.allocate(CHUNK_BYTES);
        for (int left = bulk; left > 0; ) {
            sink.clear().limit(Math.min(CHUNK_BYTES, left));
            int read = connection.read(sink);
            if (read < 0) {
                return;
            }
            left -= read;
        }
        writeAll(ByteBuffer.wrap(new byte[] {GOT_ALL}));
    }

    private ByteBuffer greeting() throws IOException {
        String seen =
                AddressText.of(((InetSocketAddress) connection.getRemoteAddress()).getAddress());
        byte[] name = agent.getBytes(StandardCharsets.UTF_8);
        byte[] peer = seen.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + name.length + peer.length)
                .put((byte) name.length)
                .put(name)
                .put((byte) peer.length)
                .put(peer)
                .flip();
    }

    private boolean fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (connection.read(target) < 0) {
                return false;
            }
        }
        return true;
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }
}
