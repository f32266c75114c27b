package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What happens to an object before it is stored: Pod Security, quota, defaults, a sidecar
/// injector.
final class Admission {
    private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

    private final ObjectStore store;
    private final Misbehaviour faults;
    private final PodNetwork network;
    private Optional<CalicoDouble> calico = Optional.empty();
    private int lastServiceAddress = 10;

    Admission(ObjectStore store, Misbehaviour faults, PodNetwork network) {
        this.store = store;
        this.network = network;
        this.faults = faults;
    }

    void calico(CalicoDouble installed) {
        calico = Optional.of(installed);
    }

    /// What the models or a CRD's schema say against an object.
    Optional<String> invalid(ResourcePath path, ObjectNode object, boolean strict) {
        return StrictModels.refuse(object.path("kind").asString(""), object.toString())
                .or(() -> calico.flatMap(installed -> installed.refuse(path, object, strict)));
    }

    Optional<String> refuse(ResourcePath path, ObjectNode object) {
        if (!path.resource().equals("pods")) {
            return Optional.empty();
        }
        String name = object.at("/metadata/name").asString();
        if (faults.quotaExceeded()) {
            return Optional.of(
                    "pods \"%s\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2"
                            .formatted(name));
        }
        List<String> violations = violations(level(path.namespace()), object);
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "pods \"%s\" is forbidden: violates PodSecurity \"%s:latest\": %s"
                                .formatted(
                                        name,
                                        level(path.namespace()),
                                        String.join(", ", violations)));
    }

    void complete(ResourcePath path, ObjectNode object) {
        if (path.resource().equals("services")) {
            if (object.at("/spec/clusterIP").asString("").isEmpty()) {
                object.withObject("spec")
                        .put(
                                "clusterIP",
                                network.serviceAddress(object.at("/metadata/name").asString())
                                        .orElseGet(() -> "198.19.255." + ++lastServiceAddress));
            }
        }
        if (path.resource().equals("pods") && faults.injectsSidecar()) {
            object.withObject("spec")
                    .withArray("containers")
                    .addObject()
                    .put("name", "istio-proxy");
        }
    }

    private String level(String namespace) {
        return store.get(new ResourcePath("v1", "namespaces", "", namespace, ""))
                .map(found -> found.path("metadata").path("labels").path(ENFORCE).asString(""))
                .filter(level -> !level.isEmpty())
                .or(faults::podSecurity)
                .orElse("privileged");
    }

    /// The fields of the standard's *baseline* and *restricted* levels that our pods could break.
    private static List<String> violations(String level, ObjectNode pod) {
        List<String> found = new ArrayList<>();
        if (level.equals("privileged")) {
            return found;
        }
        JsonNode spec = pod.path("spec");
        if (spec.path("hostNetwork").asBoolean(false)) {
            found.add("host namespaces (hostNetwork=true)");
        }
        JsonNode security = spec.at("/containers/0/securityContext");
        List<String> added = new ArrayList<>();
        security.at("/capabilities/add").forEach(each -> added.add(each.asString()));
        if (!added.isEmpty()) {
            found.add("non-default capabilities " + added);
        }
        if (level.equals("baseline")) {
            return found;
        }
        if (security.path("allowPrivilegeEscalation").asBoolean(true)) {
            found.add("allowPrivilegeEscalation != false");
        }
        if (!security.at("/capabilities/drop/0").asString("").equals("ALL")) {
            found.add("unrestricted capabilities");
        }
        if (!spec.at("/securityContext/runAsNonRoot").asBoolean(false)
                || spec.at("/securityContext/runAsUser").asInt(1) == 0) {
            found.add("runAsNonRoot != true");
        }
        if (!spec.at("/securityContext/seccompProfile/type")
                .asString("")
                .equals("RuntimeDefault")) {
            found.add("seccompProfile");
        }
        return found;
    }
}
