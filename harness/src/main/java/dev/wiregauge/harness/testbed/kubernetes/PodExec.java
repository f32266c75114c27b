package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Opens commands in containers.
///
/// Asks for `v5.channel.k8s.io` first (on by default from Kubernetes 1.30) and keeps to v4 once the
/// API server has refused v5 and taken v4. Needs `pods/exec` *get*: a WebSocket opens with a GET.
final class PodExec {
    /// The kubelet itself gives up after 10 s ("not ready after 10000 MILLISECONDS").
    private static final Duration OPEN_DEADLINE = Duration.ofSeconds(20);

    private static final int TOO_MANY_REQUESTS = 429;

    /// With pauses of 0.2, 0.4, 0.8 and 1.6 s between, where the server names none.
    private static final int ATTEMPTS = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final KubernetesClient client;
    private volatile String protocol = ExecProtocol.V5;

    PodExec(KubernetesClient client) {
        this.client = client;
    }

    /// Starts a command with stdin, stdout and stderr of its own.
    ///
    /// @throws ExecRefusedException if the API server refused, or did not answer in time
    ExecStream open(PodName pod, String container, List<String> command) {
        URI uri = uri(pod, container, command);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(uri, pod);
            } catch (ExecRefusedException e) {
                if (attempt == ATTEMPTS || !maybePasses(e.code())) {
                    throw e;
                }
                Together.pause(e.retryAfter().orElse(FIRST_PAUSE.multipliedBy(1L << attempt)));
            }
        }
    }

    /// Too much load, an API server that restarts, a kubelet that is not there yet.
    private static boolean maybePasses(int code) {
        return code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR;
    }

    private ExecStream open(URI uri, PodName pod) {
        if (protocol.equals(ExecProtocol.V4)) {
            return open(uri, pod, ExecProtocol.V4);
        }
        try {
            return open(uri, pod, ExecProtocol.V5);
        } catch (ExecRefusedException e) {
            if (!maybeUnknownProtocol(e.code())) {
                throw e;
            }
            // an API server that lacks v5 answers 403 without a word, as it does to the forbidden
            ExecStream stream = open(uri, pod, ExecProtocol.V4);
            protocol = ExecProtocol.V4;
            return stream;
        }
    }

    /// The protocol that the next stream asks for first.
    String protocol() {
        return protocol;
    }

    private static boolean maybeUnknownProtocol(int code) {
        return code == HttpURLConnection.HTTP_FORBIDDEN
                || code == HttpURLConnection.HTTP_BAD_REQUEST;
    }

    private ExecStream open(URI uri, PodName pod, String asked) {
        ExecStream stream = new ExecStream(asked);
        try {
            client.getHttpClient()
                    .newWebSocketBuilder()
                    .uri(uri)
                    .subprotocol(asked)
                    .buildAsync(stream)
                    .get(OPEN_DEADLINE.toSeconds(), TimeUnit.SECONDS);
            return stream;
        } catch (ExecutionException e) {
            throw refused(pod, e);
        } catch (TimeoutException e) {
            stream.cut("opened too late");
            throw new ExecRefusedException(
                    0,
                    "exec into "
                            + pod
                            + " did not open within "
                            + OPEN_DEADLINE.toSeconds()
                            + " s");
        } catch (InterruptedException e) {
            stream.cut("interrupted");
            Thread.currentThread().interrupt();
            throw new ExecRefusedException(0, "exec into " + pod + " was interrupted");
        }
    }

    private static ExecRefusedException refused(PodName pod, Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof WebSocketHandshakeException handshake) {
                int code = handshake.getResponse().code();
                return new ExecRefusedException(
                        code,
                        "exec into "
                                + pod
                                + " was refused: "
                                + switch (code) {
                                    case HttpURLConnection.HTTP_UNAUTHORIZED ->
                                            "401, the credential is not accepted (any more)";
                                    case HttpURLConnection.HTTP_FORBIDDEN ->
                                            "403, pods/exec needs the verbs get and create";
                                    case HttpURLConnection.HTTP_NOT_FOUND ->
                                            "404, the pod is not there (any more)";
                                    default -> "HTTP " + code + body(handshake);
                                },
                        retryAfter(handshake));
            }
        }
        return new ExecRefusedException(0, "exec into " + pod + " failed: " + cause.getMessage());
    }

    /// Seconds, as the API server gives them with 429.
    private static Optional<Duration> retryAfter(WebSocketHandshakeException handshake) {
        return Optional.ofNullable(handshake.getResponse().header("Retry-After"))
                .filter(seconds -> seconds.matches("\\d{1,2}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static String body(WebSocketHandshakeException handshake) {
        try {
            String body = handshake.getResponse().bodyString().strip();
            return body.isEmpty() ? "" : " " + body;
        } catch (IOException | IllegalStateException | NullPointerException e) {
            return "";
        }
    }

    private URI uri(PodName pod, String container, List<String> command) {
        StringBuilder uri = new StringBuilder(client.getConfiguration().getMasterUrl());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        uri.append("api/v1/namespaces/")
                .append(pod.namespace())
                .append("/pods/")
                .append(pod.name());
        uri.append("/exec?container=").append(encode(container));
        uri.append("&stdin=true&stdout=true&stderr=true");
        command.forEach(argument -> uri.append("&command=").append(encode(argument)));
        return URI.create(uri.toString());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Where a pod is.
    record PodName(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }
}
