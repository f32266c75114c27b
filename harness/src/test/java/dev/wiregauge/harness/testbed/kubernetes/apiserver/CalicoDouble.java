package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What Calico does to the objects of a cluster: validates pools, announces tunnels on nodes, keeps
/// blocks, and frees addresses when pods go.
final class CalicoDouble {
    private static final String API = "crd.projectcalico.org/v1";
    private static final Set<String> MODES = Set.of("Never", "Always", "CrossSubnet");
    private static final Set<String> FIELDS =
            Set.of(
                    "cidr",
                    "blockSize",
                    "ipipMode",
                    "vxlanMode",
                    "natOutgoing",
                    "nodeSelector",
                    "allowedUses",
                    "disabled",
                    "disableBGPExport");

    private final ObjectStore store;
    private final Set<String> fields = new HashSet<>(FIELDS);
    private final List<String> order = new ArrayList<>();

    /// @param assignmentMode whether the installed CRD has that field (3.30 has, 3.28 has not)
    CalicoDouble(ObjectStore store, boolean assignmentMode) {
        this.store = store;
        if (assignmentMode) {
            fields.add("assignmentMode");
        }
        store.listen(this::react);
    }

    /// What was done to pools, blocks and their pods, in order: such as `disable a`.
    synchronized List<String> order() {
        return List.copyOf(order);
    }

    /// The rules of the v3.32 CRD as measured: values and CEL, not overlap.
    Optional<String> refuse(ResourcePath path, ObjectNode pool, boolean strict) {
        if (!path.resource().equals("ippools")) {
            return Optional.empty();
        }
        JsonNode spec = pool.path("spec");
        List<String> unknown =
                spec.propertyNames().stream().filter(name -> !fields.contains(name)).toList();
        if (!unknown.isEmpty() && strict) {
            return Optional.of("strict decoding error: unknown field spec." + unknown.getFirst());
        }
        unknown.forEach(pool.withObject("spec")::remove);
        if (!spec.path("cidr").asString("").matches("[0-9.]+/[0-9]+")) {
            return Optional.of("spec.cidr: Invalid value");
        }
        String ipip = spec.path("ipipMode").asString("Never");
        String vxlan = spec.path("vxlanMode").asString("Never");
        if (!MODES.contains(ipip) || !MODES.contains(vxlan)) {
            return Optional.of("spec.ipipMode: Unsupported value");
        }
        return !ipip.equals("Never") && !vxlan.equals("Never")
                ? Optional.of("ipipMode and vxlanMode cannot both be enabled")
                : Optional.empty();
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
        } else if (change.type().equals("ADDED")) {
            annotate(change.object().path("spec"));
        }
    }

    private void annotate(JsonNode spec) {
        String annotation =
                spec.path("ipipMode").asString("Never").equals("Never")
                        ? "projectcalico.org/IPv4VXLANTunnelAddr"
                        : "projectcalico.org/IPv4IPIPTunnelAddr";
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
        ResourcePath block = new ResourcePath(API, "ipamblocks", "", address.replace('.', '-'), "");
        if (change.type().equals("DELETED")) {
            note("pod gone");
            store.change(block, CalicoDouble::freed);
        } else if (store.get(block).isEmpty()) {
            store.create(block, block("IPAMBlock", block.name(), address));
            store.create(
                    new ResourcePath(API, "blockaffinities", "", block.name(), ""),
                    block("BlockAffinity", block.name(), address));
        }
    }

    private static ObjectNode freed(ObjectNode block) {
        block.withObject("spec").putArray("allocations").addNull();
        return block;
    }

    private static ObjectNode block(String kind, String name, String address) {
        ObjectNode block = ObjectStore.parse("{}");
        block.put("apiVersion", API).put("kind", kind).withObject("metadata").put("name", name);
        ObjectNode spec = block.withObject("spec");
        spec.put("cidr", address + "/32").putArray("allocations").add(0);
        return block;
    }
}
