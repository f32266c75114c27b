package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.client.KubernetesClientException;

import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Turns what the API server or the way to it refused into one line that says what to do.
final class ClusterErrors {
    private final String context;
    private final String server;

    ClusterErrors(ClusterConnection cluster) {
        this.context = cluster.context();
        this.server = cluster.server();
    }

    /// @param doing such as `create namespace x`
    EnvironmentException explain(String doing, KubernetesClientException failure) {
        return new EnvironmentException(words(doing, failure), failure);
    }

    String words(String doing, KubernetesClientException failure) {
        return "cannot %s: %s".formatted(doing, reason(failure));
    }

    private String reason(KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                    "the API server %s does not accept the credential of context %s (any more): log in again, or renew the token or certificate"
                            .formatted(server, context);
            case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(message(failure));
            case HttpURLConnection.HTTP_CONFLICT -> "conflict: " + message(failure);
            case 429 -> "the API server %s asks for less load (429), try later".formatted(server);
            case 0, -1 -> connection(failure);
            default -> message(failure) + " (HTTP " + failure.getCode() + ")";
        };
    }

    private static String forbidden(String message) {
        if (message.contains("violates PodSecurity")) {
            return message
                    + "; choose a namespace with --namespace whose label pod-security.kubernetes.io/enforce"
                    + " allows it, or go without node agents: --no-node-agents";
        }
        if (message.contains("exceeded quota")) {
            return message + "; raise the quota or choose another --namespace";
        }
        return message
                + "; wiregauge cluster rbac prints the rights that are needed"
                + (message.startsWith("namespaces ")
                        ? ", and --namespace works in one that exists"
                        : "");
    }

    private String connection(KubernetesClientException failure) {
        return find(failure, CertificateExpiredException.class)
                .map(e ->
                        "the certificate of the API server "
                                + server
                                + " has expired: "
                                + e.getMessage())
                .or(() ->
                        find(failure, CertPathValidatorException.class)
                                .map(e ->
                                        "the certificate of the API server %s is not trusted by context %s: %s"
                                                .formatted(server, context, e.getMessage())))
                .or(() ->
                        find(failure, UnknownHostException.class)
                                .map(e ->
                                        "the name of the API server %s is unknown here"
                                                .formatted(server)))
                .or(() ->
                        find(failure, ConnectException.class)
                                .map(e ->
                                        "nothing answers at the API server %s of context %s"
                                                .formatted(server, context)))
                .or(() ->
                        find(failure, TimeoutException.class)
                                .map(e ->
                                        "the API server %s did not answer in time"
                                                .formatted(server)))
                .orElseGet(() -> message(failure));
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return Optional.of(kind.cast(at));
            }
        }
        return Optional.empty();
    }

    private static String message(KubernetesClientException failure) {
        if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
            return failure.getStatus().getMessage();
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
