package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.scenario.Mode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans temporary IPPools from what a cluster has, creates them, and waits until the nodes have
/// taken them in.
final class CalicoPools {
    /// Felix restarts when an encapsulation is first enabled, and then announces its tunnel.
    private static final Duration TUNNEL_DEADLINE = Duration.ofSeconds(90);

    private final ClusterConnection cluster;
    private final KubernetesClient client;
    private final ClusterErrors errors;

    CalicoPools(ClusterConnection cluster) {
        this.cluster = cluster;
        this.client = cluster.client();
        this.errors = new ClusterErrors(cluster);
    }

    static Set<Mode> modesWithPools(TestbedPlan plan) {
        return plan.pods().stream()
                .map(TestbedPlan.PodRequest::mode)
                .filter(mode -> mode != Mode.CURRENT)
                .collect(Collectors.toSet());
    }

    /// @throws EnvironmentException if this cluster cannot have such pools, saying why
    PoolPlan plan(String run, Collection<Mode> modes, Ipv4Block range, List<ClusterNode> nodes) {
        try {
            CniFacts facts = new CniFactsReader(client).read(nodes);
            Cni cni = CniDetection.detect(facts);
            if (!cni.isCalico()) {
                throw new EnvironmentException(
                        "the modes %s need Calico, this cluster runs %s: measure it as it is with --modes current"
                                .formatted(modes.stream().map(Mode::id).toList(), cni.words()));
            }
            refuseImpossible(modes, facts);
            // the installed schema decides, not the version: where the field is unknown it would be
            // dropped, and strangers' pods would get addresses of ours
            boolean manual = Calico.poolsKnow(client, "assignmentMode");
            if (!manual) {
                refuseModesWithoutTunnel(modes, nodes);
            }
            return PoolPlan.of(run, modes, range, taken(nodes), manual);
        } catch (KubernetesClientException e) {
            throw errors.explain("look at Calico's pools", e);
        }
    }

    /// @param modes without `current`
    static void refuseImpossible(Collection<Mode> modes, CniFacts facts) {
        boolean noBird =
                facts.config("kube-system/calico-config", "calico_backend").equals("vxlan");
        for (Mode mode : modes) {
            if (noBird && mode != Mode.VXLAN && mode != Mode.VXLAN_CROSS_SUBNET) {
                throw new EnvironmentException(
                        "mode %s cannot work here: calico_backend is vxlan, so no BIRD announces its routes"
                                .formatted(mode.id()));
            }
        }
    }

    /// The address of a node's tunnel device comes from a pool of that encapsulation which selects
    /// the node (Calico, `allocateip`); a pool that selects none makes no tunnel.
    private void refuseModesWithoutTunnel(Collection<Mode> modes, List<ClusterNode> nodes) {
        for (Mode mode : modes) {
            List<String> lacking = lacking(tunnelAnnotations(List.of(mode)), nodes);
            if (!lacking.isEmpty()) {
                throw new EnvironmentException(
                        "mode %s cannot be had here: %s, and only a pool that hands out addresses to everybody would make it, because this Calico has no assignmentMode (3.30 has); name other modes with --modes"
                                .formatted(mode.id(), String.join("; ", lacking)));
            }
        }
    }

    private List<Ipv4Block> taken(List<ClusterNode> nodes) {
        List<String> blocks = new ArrayList<>();
        for (GenericKubernetesResource pool : Calico.pools(client)) {
            blocks.add(String.valueOf(Calico.spec(pool).get("cidr")));
        }
        for (ClusterNode node : nodes) {
            blocks.add(node.address());
            node.calicoSubnet().ifPresent(blocks::add);
        }
        for (var node : client.nodes().list().getItems()) {
            blocks.addAll(Objects.requireNonNullElse(node.getSpec().getPodCIDRs(), List.of()));
            node.getStatus().getAddresses().forEach(address -> blocks.add(address.getAddress()));
        }
        for (Service service : client.services().inAnyNamespace().list().getItems()) {
            blocks.add(String.valueOf(service.getSpec().getClusterIP()));
        }
        List<Ipv4Block> known = new ArrayList<>();
        for (String block : blocks) {
            if (block.matches("[0-9./]+")) {
                known.add(Ipv4Block.parse(block));
            }
        }
        return known;
    }

    /// What creating these means to others, in lines to be agreed to.
    List<String> consequences(PoolPlan plan) {
        List<String> lines = new ArrayList<>();
        plan.pools()
                .values()
                .forEach(pool ->
                        lines.add(
                                "creates IPPool %s %s (%s), removed at the end"
                                        .formatted(pool.name(), pool.cidr(), pool.mode().id())));
        lines.add(
                "where an encapsulation is enabled for the first time, Felix restarts once on every node");
        lines.add(
                "pods that others create meanwhile may keep a lower MTU (that of the smallest encapsulation) until they are restarted");
        List<String> peers = bgpPeers();
        if (plan.pools().keySet().stream().anyMatch(mode -> mode != Mode.VXLAN)
                && !peers.isEmpty()) {
            lines.add(
                    "blocks without VXLAN are announced to the BGP peers "
                            + String.join(", ", peers));
        }
        if (!plan.manual()) {
            lines.add(
                    "this Calico has no assignmentMode: nodeSelector '!all()' keeps strangers out, and is checked");
        }
        lines.add(
                "Services of these pools are reached with SNAT where kube-proxy's cluster CIDR does not hold them");
        return lines;
    }

    List<String> bgpPeers() {
        try {
            return Calico.all(client, "BGPPeer").stream()
                    .map(peer -> peer.getMetadata().getName())
                    .toList();
        } catch (KubernetesClientException e) {
            return List.of("(which may not be read here)");
        }
    }

    /// Claims, creates with strict validation, and reads each one back.
    List<GenericKubernetesResource> create(PoolPlan plan, Journal journal, Instant aliveUntil) {
        String apiVersion = Calico.poolApi(client);
        List<GenericKubernetesResource> objects =
                plan.pools().values().stream()
                        .map(pool -> plan.object(pool, apiVersion, aliveUntil))
                        .toList();
        journal.claim(objects.stream().map(o -> Claims.of(cluster.context(), o, "")).toList());
        for (GenericKubernetesResource object : objects) {
            try {
                client.genericKubernetesResources(apiVersion, "IPPool")
                        .resource(object)
                        .fieldValidation(Validation.STRICT)
                        .create();
            } catch (KubernetesClientException e) {
                // 409: a create that was answered with an error and repeated finds its own work
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || !isOurs(apiVersion, object)) {
                    throw errors.explain("create IPPool " + object.getMetadata().getName(), e);
                }
            }
            refuseDifference(apiVersion, object);
        }
        return objects;
    }

    private boolean isOurs(String apiVersion, GenericKubernetesResource sent) {
        GenericKubernetesResource stored =
                client.genericKubernetesResources(apiVersion, "IPPool")
                        .withName(sent.getMetadata().getName())
                        .get();
        return stored != null
                && sent.getMetadata().getLabels().equals(stored.getMetadata().getLabels());
    }

    /// A field that the server dropped or changed would make another pool than was agreed to.
    private void refuseDifference(String apiVersion, GenericKubernetesResource sent) {
        GenericKubernetesResource stored =
                client.genericKubernetesResources(apiVersion, "IPPool")
                        .withName(sent.getMetadata().getName())
                        .get();
        Map<String, Object> got = stored == null ? Map.of() : Calico.spec(stored);
        Calico.spec(sent)
                .forEach((field, value) -> {
                    if (!String.valueOf(value).equals(String.valueOf(got.get(field)))) {
                        throw new EnvironmentException(
                                "IPPool %s was stored with %s = %s instead of %s; it is removed again"
                                        .formatted(
                                                sent.getMetadata().getName(),
                                                field,
                                                got.get(field),
                                                value));
                    }
                });
    }

    /// Waits for the evidence that every node has its tunnel: the address that Felix writes on it.
    void awaitTunnels(Collection<Mode> modes, List<ClusterNode> nodes) {
        List<String> wanted = tunnelAnnotations(modes);
        long endNs = System.nanoTime() + TUNNEL_DEADLINE.toNanos();
        while (true) {
            List<String> lacking = lacking(wanted, nodes);
            if (lacking.isEmpty()) {
                return;
            }
            if (System.nanoTime() > endNs) {
                throw new EnvironmentException(
                        "the nodes did not make their tunnels within %d s: %s"
                                .formatted(
                                        TUNNEL_DEADLINE.toSeconds(), String.join("; ", lacking)));
            }
            Together.pause(Duration.ofMillis(500));
        }
    }

    private static List<String> tunnelAnnotations(Collection<Mode> modes) {
        List<String> wanted = new ArrayList<>();
        for (Mode mode : modes) {
            switch (mode) {
                case IPIP, IPIP_CROSS_SUBNET -> wanted.add("projectcalico.org/IPv4IPIPTunnelAddr");
                case VXLAN, VXLAN_CROSS_SUBNET ->
                        wanted.add("projectcalico.org/IPv4VXLANTunnelAddr");
                case BGP, CURRENT, HOST, WIREGUARD, GENEVE, BGP_IPV6, VXLAN_IPV6 -> {}
            }
        }
        return wanted;
    }

    private List<String> lacking(List<String> annotations, List<ClusterNode> nodes) {
        List<String> lacking = new ArrayList<>();
        for (var node : client.nodes().list().getItems()) {
            boolean chosen =
                    nodes.stream()
                            .anyMatch(each -> each.name().equals(node.getMetadata().getName()));
            Map<String, String> has =
                    Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
            for (String annotation : annotations) {
                if (chosen && !has.containsKey(annotation)) {
                    lacking.add(node.getMetadata().getName() + " lacks " + annotation);
                }
            }
        }
        return lacking;
    }

    /// The proof that the annotation chose the pool, and that no stranger's mode is measured.
    static void refuseForeignAddress(PoolPlan plan, Mode mode, String pod, String address) {
        PoolPlan.Pool pool = plan.pools().get(mode);
        if (pool != null && !pool.cidr().contains(Ipv4Block.parse(address))) {
            throw new EnvironmentException(
                    "pod %s got %s, which is not of its pool %s %s: Calico did not honour the annotation cni.projectcalico.org/ipv4pools"
                            .formatted(pod, address, pool.name(), pool.cidr()));
        }
    }
}
