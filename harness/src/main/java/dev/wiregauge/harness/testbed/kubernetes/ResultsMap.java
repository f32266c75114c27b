package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// The short results of a run, kept in the cluster where it ran: a ConfigMap that outlives the
/// run's own namespaces, and that `clean` leaves alone.
public final class ResultsMap {
    /// What is kept, the most telling first. Those that are text for people stay text.
    private static final List<String> TEXTS = List.of("summary.md", "junit.xml", "findings.json");

    private static final List<String> RECORDS = List.of("run.json", "trials.jsonl");

    /// A ConfigMap holds 1 MiB; some of it is names.
    private static final long MOST_BYTES = 900L << 10;

    private static final Path OWN_NAMESPACE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private ResultsMap() {}

    /// @param namespace the pod's own, where this runs in one, if empty
    /// @return such as `ConfigMap wiregauge/a`
    /// @throws EnvironmentException if it cannot be made
    public static String keep(
            Path folder,
            String name,
            Optional<String> namespace,
            Access access,
            Map<String, String> environment) {
        try (ClusterConnection cluster = ClusterConnection.open(access, environment)) {
            String where = namespace.or(ResultsMap::ownNamespace).orElse("default");
            ConfigMap map = of(folder, name, where);
            try {
                cluster.client().resource(map).create();
            } catch (KubernetesClientException e) {
                throw new ClusterErrors(cluster)
                        .explain("keep the results in ConfigMap " + where + "/" + name, e);
            }
            return "ConfigMap " + where + "/" + name;
        }
    }

    /// What does not fit is left out, and named in an annotation.
    static ConfigMap of(Path folder, String name, String namespace) {
        Map<String, String> data = new TreeMap<>();
        Map<String, String> binary = new TreeMap<>();
        StringBuilder leftOut = new StringBuilder();
        long left = MOST_BYTES;
        for (String file : TEXTS) {
            byte[] content = read(folder.resolve(file));
            if (content.length > left) {
                leftOut.append(file).append(' ');
            } else if (content.length > 0) {
                data.put(file, new String(content, StandardCharsets.UTF_8));
                left -= content.length;
            }
        }
        for (String file : RECORDS) {
            byte[] packed = gzip(read(folder.resolve(file)));
            if (packed.length > left) {
                leftOut.append(file).append(' ');
            } else {
                binary.put(file + ".gz", Base64.getEncoder().encodeToString(packed));
                left -= packed.length;
            }
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(
                        Map.of(Marks.MANAGED_BY, Marks.WIREGAUGE, "wiregauge.dev/results", "true"))
                .withAnnotations(
                        leftOut.isEmpty()
                                ? Map.of()
                                : Map.of("wiregauge.dev/left-out", leftOut.toString().strip()))
                .endMetadata()
                .withData(data)
                .withBinaryData(binary)
                .build();
    }

    private static Optional<String> ownNamespace() {
        byte[] text = read(OWN_NAMESPACE);
        return text.length == 0
                ? Optional.empty()
                : Optional.of(new String(text, StandardCharsets.UTF_8).strip());
    }

    private static byte[] read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
