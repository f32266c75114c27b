package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The way to one cluster: found as `kubectl` finds it, TLS verified as the kubeconfig says.
final class ClusterConnection implements AutoCloseable {
    static final String IN_CLUSTER = "in-cluster";

    private static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private final KubernetesClient client;
    private final String context;

    private ClusterConnection(KubernetesClient client, String context) {
        this.client = client;
        this.context = context;
    }

    /// @param environment for `KUBECONFIG`, `HOME` and what tells a pod where its API server is
    /// @throws EnvironmentException if there is no kubeconfig, or no such context in it
    static ClusterConnection open(Access access, Map<String, String> environment) {
        List<File> files = kubeconfigs(access, environment);
        if (files.isEmpty()) {
            return inCluster(access, environment);
        }
        Found found = find(files, access.context());
        Config config;
        try {
            config = Config.fromKubeconfig(found.context(), found.file());
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new EnvironmentException(
                    "kubeconfig %s, context %s cannot be used: %s"
                            .formatted(found.file(), found.context(), rootMessage(e)),
                    e);
        }
        ClientCertificate.of(config)
                .ifPresent(certificate -> certificate.refuseIfExpired(found.context()));
        return new ClusterConnection(build(config), found.context());
    }

    KubernetesClient client() {
        return client;
    }

    /// Name of the kubeconfig's context, or `in-cluster`.
    String context() {
        return context;
    }

    String server() {
        return client.getConfiguration().getMasterUrl();
    }

    @Override
    public void close() {
        client.close();
    }

    private record Found(File file, String context) {}

    private static KubernetesClient build(Config config) {
        Config tuned =
                new ConfigBuilder(config)
                        .withConnectionTimeout(10_000)
                        .withRequestTimeout(20_000)
                        .withRequestRetryBackoffLimit(5)
                        .build();
        return new KubernetesClientBuilder().withConfig(tuned).build();
    }

    private static ClusterConnection inCluster(Access access, Map<String, String> environment) {
        if (!environment.containsKey("KUBERNETES_SERVICE_HOST")
                || !Files.isReadable(Path.of(TOKEN))) {
            throw new EnvironmentException(
                    "no kubeconfig: looked at --kubeconfig, $KUBECONFIG and ~/.kube/config, and this is"
                            + " no pod with a service account; name one with --kubeconfig FILE");
        }
        access.context()
                .ifPresent(name -> {
                    throw new EnvironmentException("no kubeconfig, so there is no context " + name);
                });
        return new ClusterConnection(build(Config.autoConfigure(null)), IN_CLUSTER);
    }

    private static List<File> kubeconfigs(Access access, Map<String, String> environment) {
        if (access.kubeconfig().isPresent()) {
            File file = access.kubeconfig().get().toFile();
            if (!file.canRead()) {
                throw new EnvironmentException(
                        "kubeconfig %s cannot be read%s"
                                .formatted(file, file.exists() ? "" : ": there is no such file"));
            }
            return List.of(file);
        }
        String named = environment.getOrDefault("KUBECONFIG", "");
        List<String> names =
                named.isEmpty()
                        ? List.of(environment.getOrDefault("HOME", "/") + "/.kube/config")
                        : List.of(named.split(File.pathSeparator, -1));
        return names.stream()
                .filter(name -> !name.isEmpty())
                .map(File::new)
                .filter(File::canRead)
                .toList();
    }

    /// The first file that has the context wins, as with kubectl.
    private static Found find(List<File> files, Optional<String> wanted) {
        List<String> known = new ArrayList<>();
        for (File file : files) {
            io.fabric8.kubernetes.api.model.Config parsed = parse(file);
            List<NamedContext> contexts =
                    Objects.requireNonNullElse(parsed.getContexts(), List.of());
            String name = wanted.orElse(Objects.requireNonNullElse(parsed.getCurrentContext(), ""));
            if (contexts.stream().anyMatch(context -> context.getName().equals(name))) {
                return new Found(file, name);
            }
            contexts.forEach(context -> known.add(context.getName()));
        }
        String where = String.join(" or ", files.stream().map(File::getPath).toList());
        String list = known.isEmpty() ? "there is none" : "there are: " + String.join(", ", known);
        throw new EnvironmentException(
                wanted.map(name -> "no context %s in %s; %s".formatted(name, where, list))
                        .orElse(
                                "no current context in %s; choose with --context, %s"
                                        .formatted(where, list)));
    }

    private static io.fabric8.kubernetes.api.model.Config parse(File file) {
        try {
            return KubeConfigUtils.parseConfig(file);
        } catch (RuntimeException e) { // whatever the YAML reader throws
            throw new EnvironmentException(
                    "kubeconfig " + file + " is not readable as YAML: " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
