package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One HTTP/1.1 connection of the double: requests in, answers out, kept open between them.
final class HttpConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// @param path decoded by nobody: Kubernetes names need no escapes
    /// @param headers by lower-case name
    record Request(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            String body) {
        String query(String name) {
            return query.getOrDefault(name, List.of("")).getFirst();
        }

        boolean isUpgrade() {
            return headers.getOrDefault("upgrade", "").equalsIgnoreCase("websocket");
        }
    }

    /// The next request, or null at the end of the connection.
    @Nullable Request next() throws IOException {
        String start = line();
        if (start.isEmpty()) {
            return null;
        }
        String[] words = start.split(" ", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        URI target = URI.create(words[1]);
        String body = body(headers);
        return new Request(words[0], target.getPath(), query(target.getRawQuery()), headers, body);
    }

    void answer(int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        head(
                "HTTP/1.1 "
                        + status
                        + " Answer\r\nContent-Type: application/json\r\n"
                        + (status == 429 ? "Retry-After: 1\r\n" : "")
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n");
        out.write(body);
        out.flush();
    }

    void startChunks() throws IOException {
        head("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
        head("Transfer-Encoding: chunked\r\n\r\n");
        out.flush();
    }

    void chunk(String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        head(Integer.toHexString(data.length) + "\r\n");
        out.write(data);
        head("\r\n");
        out.flush();
    }

    WebSocketFrames upgrade(Request request, String protocol) throws IOException {
        head(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + WebSocketFrames.accept(
                                request.headers().getOrDefault("sec-websocket-key", ""))
                        + "\r\n"
                        + (protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                        + "\r\n");
        out.flush();
        return new WebSocketFrames(in, out, this);
    }

    /// A read that waits longer than this fails, and the connection with it.
    void resetWhenIdle(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    }

    /// Ends the connection with a reset, as a crashed API server or a proxy does.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void head(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private String body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16);
                    size > 0;
                    size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
            return body.toString(StandardCharsets.UTF_8);
        }
        return new String(
                in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))),
                StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (raw == null) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }
}
