package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.scenario.Mode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cluster's own IPPool, brought into one mode after the other: the journal knows the original
/// before each change, and the pool itself bears it as an annotation, for whoever finds it
/// switched.
final class PoolSwitch {
    private final ClusterConnection cluster;
    private final GenericKubernetesResource pool;
    private final PoolModes original;
    private Optional<Mode> inForce = Optional.empty();

    private PoolSwitch(ClusterConnection cluster, GenericKubernetesResource pool) {
        this.cluster = cluster;
        this.pool = pool;
        this.original = PoolModes.of(Calico.spec(pool));
    }

    /// Looks, changes nothing.
    ///
    /// @throws EnvironmentException if it is not clear which pool is meant, or it must not be
    ///   patched
    static PoolSwitch plan(ClusterConnection cluster, Collection<Mode> modes) {
        try {
            CniFacts facts = new CniFactsReader(cluster.client()).read(List.of());
            Cni cni = CniDetection.detect(facts);
            if (!cni.isCalico()) {
                throw new EnvironmentException(
                        "--switch-pool patches a pool of Calico's, this cluster runs %s: leave it out and measure --modes current"
                                .formatted(cni.words()));
            }
            CalicoPools.refuseImpossible(
                    modes.stream().filter(mode -> mode != Mode.CURRENT).toList(), facts);
            return new PoolSwitch(cluster, only(Calico.pools(cluster.client())));
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("look at Calico's pools", e);
        }
    }

    private static GenericKubernetesResource only(List<GenericKubernetesResource> pools) {
        List<GenericKubernetesResource> usable =
                pools.stream()
                        .filter(pool -> !Calico.describe(pool).disabled())
                        .filter(pool -> Calico.describe(pool).cidr().indexOf(':') < 0)
                        .toList();
        List<String> names =
                usable.stream().map(pool -> pool.getMetadata().getName()).sorted().toList();
        if (usable.size() != 1) {
            throw new EnvironmentException(
                    "--switch-pool needs exactly one enabled IPv4 pool, here are %d (%s): with several it is not known which one a pod gets"
                            .formatted(names.size(), String.join(", ", names)));
        }
        GenericKubernetesResource pool = usable.getFirst();
        Map<String, String> labels = Marks.labelsOf(pool);
        if (labels.getOrDefault(Marks.MANAGED_BY, "").equals("tigera-operator")) {
            throw new EnvironmentException(
                    "IPPool %s belongs to the Tigera operator, which reverts what others patch: --switch-pool cannot work, use temporary pools (--yes alone)"
                            .formatted(names.getFirst()));
        }
        Marks.switchedBy(pool)
                .ifPresent(run -> {
                    throw new EnvironmentException(
                            "IPPool %s is switched by run %s: wait for its end, or bring it back with wiregauge clean --testbed kubernetes"
                                    .formatted(names.getFirst(), run));
                });
        return pool;
    }

    String name() {
        return pool.getMetadata().getName();
    }

    /// What this means to others, in lines to be agreed to.
    List<String> consequences(Collection<Mode> modes) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "switches IPPool %s %s, the cluster's own, to %s in turn, several times each, and back to %s at the end"
                        .formatted(
                                name(),
                                Calico.describe(pool).cidr(),
                                String.join(", ", modes.stream().sorted().map(Mode::id).toList()),
                                original.words()));
        lines.add(
                "EVERY pod with an address of that pool changes its mode with each switch: connections stall for seconds, and packets larger than the new mode carries are lost until the next one");
        lines.add("Felix restarts on every node whenever an encapsulation comes or goes");
        lines.add(
                "pods that others create meanwhile keep the MTU of the mode in force then, until they are restarted");
        List<String> peers = new CalicoPools(cluster).bgpPeers();
        if (!peers.isEmpty()) {
            lines.add(
                    "what is announced to the BGP peers %s changes with it"
                            .formatted(String.join(", ", peers)));
        }
        lines.add(
                "if this run is killed the pool stays as it is then, until wiregauge clean --testbed kubernetes");
        return lines;
    }

    /// The mode whose packets have the least room: pods that are made while it is in force carry no
    /// larger packets than every mode can.
    Mode narrowest(Collection<Mode> modes) {
        return modes.stream()
                .max(Comparator.comparingInt(mode -> effective(mode).overheadBytes()))
                .orElse(Mode.CURRENT);
    }

    /// Patches the pool, journal first, and reads it back. Does not wait for the nodes.
    void patch(Mode mode, Journal journal, Clock clock) {
        if (mode == Mode.HOST || inForce.filter(now -> now == mode).isPresent()) {
            return;
        }
        PoolModes wanted = effective(mode);
        journal.claim(List.of(claim(cluster.context(), journal.run(), pool, original)));
        try {
            Calico.resource(cluster.client(), pool)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            wanted.patch(annotations(journal.run(), clock)));
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("switch IPPool " + name(), e);
        }
        refuseOther(wanted);
        inForce = Optional.of(mode);
    }

    private void refuseOther(PoolModes wanted) {
        GenericKubernetesResource stored = Calico.resource(cluster.client(), pool).get();
        if (stored == null || !PoolModes.of(Calico.spec(stored)).means(wanted)) {
            throw new EnvironmentException(
                    "IPPool %s was switched to %s and is not so when read back: somebody reverts it (an operator, GitOps); it is brought back to %s"
                            .formatted(name(), wanted.words(), original.words()));
        }
    }

    private Map<String, String> annotations(String run, Clock clock) {
        return Map.of(
                Marks.SWITCHED_BY,
                run,
                Marks.ORIGINAL,
                original.words(),
                Marks.ALIVE_UNTIL,
                Marks.instant(AliveRenewal.firstDeadline(clock)));
    }

    /// As it was found.
    GenericKubernetesResource object() {
        return pool;
    }

    /// Only pods of the pool change with it.
    void refuseForeignAddress(String pod, String address) {
        if (!Ipv4Block.parse(Calico.describe(pool).cidr()).contains(Ipv4Block.parse(address))) {
            throw new EnvironmentException(
                    "pod %s got %s, which is not of IPPool %s %s: switching that pool would change nothing"
                            .formatted(pod, address, name(), Calico.describe(pool).cidr()));
        }
    }

    private PoolModes effective(Mode mode) {
        return mode == Mode.CURRENT ? original : PoolModes.of(mode);
    }

    /// Whether a node sends to a pod of another node as this mode does: by its own route.
    ///
    /// @param facts of the sending node
    /// @return what is not so yet; empty where all is
    Optional<String> lacking(
            Mode mode, NetworkFacts facts, TestbedNode from, TestbedNode to, String pod) {
        return effective(mode).lacking(facts, from, to, pod);
    }

    /// In the journal's words: how to bring it back.
    static Creation.KubernetesPatch claim(
            String context, String run, GenericKubernetesResource pool, PoolModes original) {
        String api = pool.getApiVersion();
        int slash = api.indexOf('/');
        return new Creation.KubernetesPatch(
                context,
                run,
                api.substring(0, slash),
                api.substring(slash + 1),
                "ippools",
                pool.getMetadata().getName(),
                pool.getMetadata().getUid(),
                original.patch(Marks.withoutSwitch()));
    }

    /// Of a pool that another run left switched, from what stands on it.
    static Optional<Creation.KubernetesPatch> claim(
            String context, GenericKubernetesResource found) {
        return Marks.switchedBy(found)
                .flatMap(run ->
                        PoolModes.parse(Marks.annotationsOf(found).getOrDefault(Marks.ORIGINAL, ""))
                                .map(original -> claim(context, run, found, original)));
    }
}
