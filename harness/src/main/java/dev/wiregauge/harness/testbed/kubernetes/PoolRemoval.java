package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Removes a pool in the order that calicoctl prescribes: disable it, let its pods go, see that no
/// address is left, release its blocks, delete it.
final class PoolRemoval {
    private static final Duration ALLOCATION_DEADLINE = Duration.ofSeconds(60);

    private static final String BLOCKS = "IPAMBlock";
    private static final String AFFINITIES = "BlockAffinity";

    private final KubernetesClient client;
    private final String run;
    private final Resource<GenericKubernetesResource> pool;

    /// @param run a pool of another run is left alone
    PoolRemoval(KubernetesClient client, Resource<GenericKubernetesResource> pool, String run) {
        this.client = client;
        this.run = run;
        this.pool = pool;
    }

    /// No new pod may get an address of it; those that have one keep it.
    void disable() {
        GenericKubernetesResource found = pool.get();
        if (found != null && isOurs(found)) {
            pool.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"disabled\":true}}");
        }
    }

    /// @return why it is still there; empty if it is gone
    Optional<String> remove() {
        GenericKubernetesResource found = pool.get();
        if (found == null || !isOurs(found)) {
            return Optional.empty();
        }
        String name = found.getMetadata().getName();
        Ipv4Block cidr = Ipv4Block.parse(String.valueOf(Calico.spec(found).get("cidr")));
        long endNs = System.nanoTime() + ALLOCATION_DEADLINE.toNanos();
        while (allocations(cidr) > 0) {
            if (System.nanoTime() > endNs) {
                return Optional.of(
                        "IPPool %s stays, disabled: %d of its addresses are still allocated; wiregauge clean tries again"
                                .formatted(name, allocations(cidr)));
            }
            Together.pause(Duration.ofMillis(500));
        }
        release(AFFINITIES, cidr);
        release(BLOCKS, cidr);
        pool.delete();
        return Optional.empty();
    }

    private boolean isOurs(GenericKubernetesResource pool) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pool.getMetadata().getLabels(), Map.of());
        return run.equals(labels.get(Marks.RUN));
    }

    /// Addresses in use inside our own range; a block holds one attribute index for each of its
    /// addresses, null where it is free (libcalico, IPAMBlock). The node's own tunnel address does
    /// not count: Felix frees it with the pool.
    private long allocations(Ipv4Block cidr) {
        long used = 0;
        for (GenericKubernetesResource block : inside(BLOCKS, cidr)) {
            if (Calico.rawSpec(block).get("allocations") instanceof List<?> list) {
                List<?> attributes =
                        Calico.rawSpec(block).get("attributes") instanceof List<?> found
                                ? found
                                : List.of();
                used += list.stream().filter(each -> isPod(each, attributes)).count();
            }
        }
        return used;
    }

    private static boolean isPod(Object allocation, List<?> attributes) {
        if (!(allocation instanceof Number index)) {
            return false;
        }
        boolean tunnel =
                index.intValue() < attributes.size()
                        && String.valueOf(attributes.get(index.intValue()))
                                .contains("TunnelAddress");
        return !tunnel;
    }

    private void release(String kind, Ipv4Block cidr) {
        for (GenericKubernetesResource each : inside(kind, cidr)) {
            try {
                client.genericKubernetesResources(each.getApiVersion(), kind)
                        .withName(each.getMetadata().getName())
                        .delete();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    private List<GenericKubernetesResource> inside(String kind, Ipv4Block cidr) {
        return Calico.all(client, kind).stream()
                .filter(each ->
                        Calico.spec(each).get("cidr") instanceof String block
                                && block.indexOf(':') < 0
                                && cidr.contains(Ipv4Block.parse(block)))
                .toList();
    }
}
