package dev.wiregauge.agent;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Listens where an agent's data port could be, and misbehaves towards each client.
final class FakeServer implements AutoCloseable {
    private static final int COOKIE_BYTES = 16;
    private static final int PATIENCE_MS = 5000;

    private final ServerSocket listener;

    private FakeServer(ServerSocket listener) {
        this.listener = listener;
    }

    /// What is done with one connection, which is closed afterwards.
    @FunctionalInterface
    interface Behaviour {
        void meet(Socket client) throws IOException;
    }

    static FakeServer start(Behaviour behaviour) throws IOException {
        ServerSocket listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try (Socket client = listener.accept()) {
                            client.setSoTimeout(PATIENCE_MS);
                            behaviour.meet(client);
                        } catch (IOException _) {
                            // the client hangs up, as it should
                        }
                    }
                });
        return new FakeServer(listener);
    }

    int port() {
        return listener.getLocalPort();
    }

    static void answerAsAnotherProtocol(Socket client) throws IOException {
        client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().readAllBytes();
    }

    /// Reads cookie and terms, and greets with this version of the data protocol.
    static void greet(Socket client, int version) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(COOKIE_BYTES);
        in.readNBytes(in.readInt());
        write(
                new DataOutputStream(client.getOutputStream()),
                """
                {"version":%d,"agent":"fake","node":"fake-node","peerSeen":"127.0.0.1"}\
                """
                        .formatted(version));
        if (version == 1) {
            in.readByte(); // the go
        }
    }

    /// The greeting, as JSON, with which the data port answers a client of this version.
    static String greetingFor(int port, String cookie, int version) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(HexFormat.of().parseHex(cookie));
            write(
                    out,
                    """
                    {"version":%d,"workload":{"type":"tcp_rr","requestBytes":1,"responseBytes":1},\
                    "timing":{"warmup":"PT0S","duration":"PT0.1S","interval":"PT0.1S"},\
                    "congestionControl":"cubic"}\
                    """
                            .formatted(version));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        }
    }

    private static void write(DataOutputStream out, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
