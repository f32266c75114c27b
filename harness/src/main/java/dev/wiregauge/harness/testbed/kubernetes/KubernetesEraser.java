package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.journal.Eraser;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// Removes objects of a cluster that a journal claims and that carry the run's label.
///
/// Objects inside a namespace go before namespaces, side by side; a namespace is not waited for,
/// because its controller alone takes 5 s before it begins.
public final class KubernetesEraser implements Eraser {
    private final ClusterConnection cluster;

    KubernetesEraser(ClusterConnection cluster) {
        this.cluster = cluster;
    }

    /// Erases objects of every context that a journal names, through connections of its own.
    ///
    /// @param access where the contexts are defined
    public static Eraser ofEveryContext(Access access, Map<String, String> environment) {
        return new EveryContext(access, environment);
    }

    private record EveryContext(Access access, Map<String, String> environment) implements Eraser {
        @Override
        public boolean handles(Creation creation) {
            return creation instanceof Creation.KubernetesObject
                    || creation instanceof Creation.KubernetesPatch;
        }

        @Override
        public List<String> erase(List<Creation> creations) {
            Map<String, List<Creation>> byContext =
                    creations.stream().collect(Collectors.groupingBy(KubernetesEraser::context));
            List<String> failures = new ArrayList<>();
            byContext.forEach((context, some) -> failures.addAll(erase(context, some)));
            return failures;
        }

        private List<String> erase(String context, List<Creation> creations) {
            Optional<String> named =
                    context.equals(ClusterConnection.IN_CLUSTER)
                            ? Optional.empty()
                            : Optional.of(context);
            try (ClusterConnection cluster =
                    ClusterConnection.open(new Access(access.kubeconfig(), named), environment)) {
                return new KubernetesEraser(cluster).erase(creations);
            } catch (EnvironmentException e) {
                return List.of(
                        creations.size()
                                + " objects of context "
                                + context
                                + ": "
                                + e.getMessage());
            }
        }
    }

    @Override
    public boolean handles(Creation creation) {
        return context(creation).equals(cluster.context());
    }

    /// Of the kubeconfig; empty for what is in no cluster.
    private static String context(Creation creation) {
        return switch (creation) {
            case Creation.KubernetesObject object -> object.context();
            case Creation.KubernetesPatch patch -> patch.context();
            case Creation.NetworkNamespace n -> "";
            case Creation.ResidentProcess p -> "";
            case Creation.Folder f -> "";
        };
    }

    @Override
    public List<String> erase(List<Creation> creations) {
        List<Creation.KubernetesObject> objects =
                creations.stream()
                        .filter(Creation.KubernetesObject.class::isInstance)
                        .map(Creation.KubernetesObject.class::cast)
                        .toList();
        // first of all: until then it is others who suffer
        List<String> failures = new ArrayList<>(bringBack(creations));
        List<Creation.KubernetesObject> pools = only(objects, "ippools");
        try {
            pools.forEach(pool -> removal(pool).disable());
        } catch (KubernetesClientException e) {
            failures.add(new ClusterErrors(cluster).words("disable a temporary IPPool", e));
        }
        failures.addAll(together(objects.stream().filter(o -> !isLast(o)).toList()));
        for (Creation.KubernetesObject pool : pools) {
            failures.addAll(removePool(pool));
        }
        failures.addAll(together(only(objects, "leases")));
        failures.addAll(together(only(objects, "namespaces")));
        return failures;
    }

    /// A pool is claimed anew before each change of it, and brought back once.
    private List<String> bringBack(List<Creation> creations) {
        return creations.stream()
                .filter(Creation.KubernetesPatch.class::isInstance)
                .map(Creation.KubernetesPatch.class::cast)
                .distinct()
                .flatMap(patch -> bringBack(patch).stream())
                .toList();
    }

    private Optional<String> bringBack(Creation.KubernetesPatch change) {
        try {
            Resource<GenericKubernetesResource> resource =
                    cluster.client()
                            .genericKubernetesResources(
                                    new ResourceDefinitionContext.Builder()
                                            .withGroup(change.group())
                                            .withVersion(change.version())
                                            .withPlural(change.plural())
                                            .withNamespaced(false)
                                            .build())
                            .withName(change.name());
            GenericKubernetesResource found = resource.get();
            boolean changed =
                    found != null
                            && change.uid().equals(found.getMetadata().getUid())
                            && Marks.switchedBy(found).equals(Optional.of(change.run()));
            if (changed) {
                resource.patch(PatchContext.of(PatchType.JSON_MERGE), change.original());
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(
                    new ClusterErrors(cluster)
                                    .words(
                                            "bring back %s %s"
                                                    .formatted(change.plural(), change.name()),
                                            e)
                            + "; by hand: kubectl patch %s.%s %s --type=merge -p '%s'"
                                    .formatted(
                                            change.plural(),
                                            change.group(),
                                            change.name(),
                                            change.original()));
        }
    }

    /// What must wait for the pods to be gone.
    private static boolean isLast(Creation.KubernetesObject object) {
        return Set.of("ippools", "leases", "namespaces").contains(object.plural());
    }

    private static List<Creation.KubernetesObject> only(
            List<Creation.KubernetesObject> objects, String plural) {
        return objects.stream().filter(object -> object.plural().equals(plural)).toList();
    }

    private PoolRemoval removal(Creation.KubernetesObject pool) {
        return new PoolRemoval(cluster.client(), resource(cluster.client(), pool), pool.run());
    }

    private List<String> removePool(Creation.KubernetesObject pool) {
        try {
            return removal(pool).remove().stream().toList();
        } catch (KubernetesClientException e) {
            return List.of(new ClusterErrors(cluster).words("remove IPPool " + pool.name(), e));
        }
    }

    private static boolean isNamespace(Creation.KubernetesObject object) {
        return object.plural().equals("namespaces");
    }

    private List<String> together(List<Creation.KubernetesObject> objects) {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<String>>> tasks = new ArrayList<>();
            objects.forEach(object -> tasks.add(() -> erase(object)));
            List<String> failures = new ArrayList<>();
            for (Future<List<String>> done : side.invokeAll(tasks)) {
                failures.addAll(done.get());
            }
            return failures;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while objects of the cluster were removed");
        } catch (ExecutionException e) {
            return List.of(String.valueOf(e.getCause()));
        }
    }

    private List<String> erase(Creation.KubernetesObject object) {
        try {
            Resource<GenericKubernetesResource> resource = resource(cluster.client(), object);
            GenericKubernetesResource found = resource.get();
            if (found == null || !isOurs(found, object)) {
                return List.of();
            }
            resource.withGracePeriod(0L).delete();
            return List.of();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    || (e.getCode() == HttpURLConnection.HTTP_CONFLICT && isNamespace(object))) {
                return List.of(); // gone, or going already
            }
            return List.of(
                    new ClusterErrors(cluster)
                            .words("remove " + object.plural() + " " + object.name(), e));
        }
    }

    /// The journal says that we meant to make it; only the label says that this one is it.
    private static boolean isOurs(
            GenericKubernetesResource found, Creation.KubernetesObject claimed) {
        Map<String, String> labels =
                Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of());
        boolean sameObject =
                claimed.uid().isEmpty() || claimed.uid().equals(found.getMetadata().getUid());
        return claimed.run().equals(labels.get(Marks.RUN)) && sameObject;
    }

    private static Resource<GenericKubernetesResource> resource(
            KubernetesClient client, Creation.KubernetesObject object) {
        ResourceDefinitionContext definition =
                new ResourceDefinitionContext.Builder()
                        .withGroup(object.group())
                        .withVersion(object.version())
                        .withPlural(object.plural())
                        .withNamespaced(!object.namespace().isEmpty())
                        .build();
        var resources = client.genericKubernetesResources(definition);
        return object.namespace().isEmpty()
                ? resources.withName(object.name())
                : resources.inNamespace(object.namespace()).withName(object.name());
    }
}
