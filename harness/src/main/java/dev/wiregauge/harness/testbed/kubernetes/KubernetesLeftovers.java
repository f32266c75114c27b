package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// What runs have left in a cluster, found by label: also such runs whose journal is on another
/// machine.
public final class KubernetesLeftovers implements AutoCloseable {
    private final ClusterConnection cluster;
    private final Optional<String> namespace;

    private KubernetesLeftovers(ClusterConnection cluster, Optional<String> namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /// @param namespace a shared one to look into as well
    public static KubernetesLeftovers open(
            Access access, Optional<String> namespace, Map<String, String> environment) {
        return new KubernetesLeftovers(ClusterConnection.open(access, environment), namespace);
    }

    /// Everything that one run has in the cluster: objects of its own, and a pool of the cluster's
    /// that it has switched.
    ///
    /// @param aliveUntil the run says it lives until then; empty if nothing of it says so
    public record Leftover(String run, List<Creation> objects, Optional<Instant> aliveUntil) {
        public Leftover {
            objects = List.copyOf(objects);
        }

        public boolean alive(Instant now) {
            return aliveUntil.filter(now::isBefore).isPresent();
        }
    }

    /// By run.
    public List<Leftover> find() {
        Map<String, List<HasMetadata>> byRun = new TreeMap<>();
        for (HasMetadata object : all()) {
            byRun.computeIfAbsent(run(object), any -> new ArrayList<>()).add(object);
        }
        List<Leftover> leftovers = new ArrayList<>();
        byRun.forEach((run, objects) ->
                leftovers.add(
                        new Leftover(
                                run,
                                objects.stream().map(this::creation).toList(),
                                aliveUntil(objects))));
        return leftovers;
    }

    private static String run(HasMetadata object) {
        return Marks.switchedBy(object)
                .orElseGet(() -> Marks.labelsOf(object).getOrDefault(Marks.RUN, ""));
    }

    /// @return one line for each thing that could not be removed
    public List<String> remove(Leftover leftover) {
        return new KubernetesEraser(cluster).erase(leftover.objects());
    }

    @Override
    public void close() {
        cluster.close();
    }

    private List<HasMetadata> all() {
        KubernetesClient client = cluster.client();
        List<HasMetadata> found = new ArrayList<>();
        try {
            namespace.ifPresent(name -> {
                found.addAll(
                        client.pods()
                                .inNamespace(name)
                                .withLabelSelector(Marks.SELECTOR)
                                .list()
                                .getItems());
                found.addAll(
                        client.services()
                                .inNamespace(name)
                                .withLabelSelector(Marks.SELECTOR)
                                .list()
                                .getItems());
                found.addAll(
                        client.configMaps()
                                .inNamespace(name)
                                .withLabelSelector(Marks.SELECTOR)
                                .list()
                                .getItems());
            });
            Calico.pools(client).stream()
                    .filter(pool ->
                            Marks.labelsOf(pool).containsKey(Marks.RUN)
                                    || Marks.switchedBy(pool).isPresent())
                    .forEach(found::add);
            if (namespace.isEmpty()) {
                found.addAll(
                        client.namespaces().withLabelSelector(Marks.SELECTOR).list().getItems());
            }
            return found;
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("look for leftovers", e);
        }
    }

    private Creation creation(HasMetadata object) {
        if (object instanceof GenericKubernetesResource pool
                && Marks.switchedBy(pool).isPresent()) {
            return PoolSwitch.claim(cluster.context(), pool)
                    .orElseThrow(() ->
                            new EnvironmentException(
                                    "IPPool %s was switched by run %s, but its annotation %s is not readable: bring it back by hand"
                                            .formatted(
                                                    pool.getMetadata().getName(),
                                                    Marks.switchedBy(pool).orElseThrow(),
                                                    Marks.ORIGINAL)));
        }
        return Claims.of(cluster.context(), object, object.getMetadata().getUid());
    }

    private static Optional<Instant> aliveUntil(List<HasMetadata> objects) {
        return objects.stream()
                .map(object -> object.getMetadata().getAnnotations())
                .filter(Objects::nonNull)
                .map(annotations -> annotations.get(Marks.ALIVE_UNTIL))
                .filter(Objects::nonNull)
                .flatMap(text -> instant(text).stream())
                .max(Instant::compareTo);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
