package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What Calico does to the objects of a cluster: validates pools, announces tunnels on nodes, keeps
/// blocks, and frees addresses when pods go.
final class CalicoDouble {
    private final ObjectStore store;
    private final CalicoInstall install;
    private final PodNetwork network;
    private final List<String> order = new ArrayList<>();

    CalicoDouble(ObjectStore store, CalicoInstall install, PodNetwork network) {
        this.store = store;
        this.install = install;
        this.network = network;
        store.listen(this::react);
    }

    CalicoInstall install() {
        return install;
    }

    /// What was done to pools, blocks and their pods, in order: such as `disable a`, or `mode a
    /// Never Always` for its IPIP and VXLAN modes.
    synchronized List<String> order() {
        return List.copyOf(order);
    }

    /// The schema's rules, and the one that later releases state across two fields; overlap is
    /// nobody's concern there.
    Optional<String> refuse(ResourcePath path, ObjectNode pool, boolean strict) {
        if (!path.resource().equals("ippools")) {
            return Optional.empty();
        }
        CrdSchema schema = install.schema();
        ObjectNode spec = pool.withObject("spec");
        List<String> unknown = schema.unknown(spec);
        if (!unknown.isEmpty() && strict) {
            return Optional.of(
                    "strict decoding error: unknown field \"spec.%s\""
                            .formatted(unknown.getFirst()));
        }
        schema.prune(spec);
        schema.complete(spec);
        return schema.refuse(spec).or(() -> bothEncapsulations(spec));
    }

    private static Optional<String> bothEncapsulations(JsonNode spec) {
        return encapsulates(spec, "ipipMode") && encapsulates(spec, "vxlanMode")
                ? Optional.of("spec: Invalid value: ipipMode and vxlanMode cannot both be enabled")
                : Optional.empty();
    }

    private static boolean encapsulates(JsonNode spec, String mode) {
        return !spec.path(mode).asString("Never").equals("Never");
    }

    private void react(ObjectStore.Change change) {
        switch (change.path().resource()) {
            case "ippools" -> poolChanged(change);
            case "pods" -> podChanged(change);
            case "ipamblocks", "blockaffinities" -> {
                if (change.type().equals("DELETED")) {
                    note("release " + change.path().resource());
                }
            }
            default -> {}
        }
    }

    private synchronized void note(String what) {
        order.add(what);
    }

    private void poolChanged(ObjectStore.Change change) {
        String name = change.path().name();
        if (change.type().equals("DELETED")) {
            note("delete pool " + name);
        } else if (change.object().at("/spec/disabled").asBoolean(false)) {
            note("disable " + name);
        } else {
            JsonNode spec = change.object().path("spec");
            String ipip = spec.path("ipipMode").asString("Never");
            String vxlan = spec.path("vxlanMode").asString("Never");
            note("mode %s %s %s".formatted(name, ipip, vxlan));
            annotate(spec);
            network.poolMode(name, ipip, vxlan);
        }
    }

    /// As `allocateip` does: a node's tunnel takes its address from an encapsulated pool that may
    /// be used for tunnels and selects the node.
    private void annotate(JsonNode spec) {
        boolean forTunnels =
                !spec.has("allowedUses")
                        || spec.path("allowedUses")
                                .valueStream()
                                .anyMatch(use -> use.asString().equals("Tunnel"));
        boolean selects = spec.path("nodeSelector").asString("all()").equals("all()");
        if (!forTunnels || !selects) {
            return;
        }
        if (encapsulates(spec, "vxlanMode")) {
            annotateNodes("projectcalico.org/IPv4VXLANTunnelAddr");
        }
        if (encapsulates(spec, "ipipMode")) {
            annotateNodes("projectcalico.org/IPv4IPIPTunnelAddr");
        }
    }

    private void annotateNodes(String annotation) {
        for (ObjectNode node : store.list(new ResourcePath("v1", "nodes", "", "", ""))) {
            store.change(
                    new ResourcePath("v1", "nodes", "", node.at("/metadata/name").asString(), ""),
                    now -> {
                        now.withObject("metadata").withObject("annotations").put(annotation, "set");
                        return now;
                    });
        }
    }

    /// One block for each pod, which is enough to see whether addresses are waited for.
    private void podChanged(ObjectStore.Change change) {
        String pool =
                change.object()
                        .path("metadata")
                        .path("annotations")
                        .path("cni.projectcalico.org/ipv4pools")
                        .asString("");
        String address = change.object().at("/status/podIP").asString("");
        if (pool.isEmpty() || address.isEmpty()) {
            return;
        }
        ResourcePath block =
                new ResourcePath(
                        install.ipamApi(), "ipamblocks", "", address.replace('.', '-'), "");
        if (change.type().equals("DELETED")) {
            note("pod gone");
            store.change(block, CalicoDouble::freed);
        } else if (store.get(block).isEmpty()) {
            store.create(block, block("IPAMBlock", block.name(), address));
            store.create(
                    new ResourcePath(install.ipamApi(), "blockaffinities", "", block.name(), ""),
                    block("BlockAffinity", block.name(), address));
        }
    }

    private static ObjectNode freed(ObjectNode block) {
        block.withObject("spec").putArray("allocations").addNull();
        return block;
    }

    private ObjectNode block(String kind, String name, String address) {
        ObjectNode block = ObjectStore.parse("{}");
        block.put("apiVersion", install.ipamApi()).put("kind", kind);
        block.withObject("metadata").put("name", name);
        ObjectNode spec = block.withObject("spec");
        spec.put("cidr", address + "/32").putArray("allocations").add(0);
        return block;
    }
}
