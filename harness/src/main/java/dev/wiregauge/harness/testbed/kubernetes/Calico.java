package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Calico's objects, in the API group of its CRDs and in that of its own API server.
///
/// The second group, `projectcalico.org/v3`, is served by an extension API server over the same
/// CRDs, or by CRDs of its own (both: Calico, "Enable kubectl to manage Calico APIs").
final class Calico {
    static final String GROUP = "crd.projectcalico.org";
    static final String VERSION = "v1";
    static final String API = GROUP + "/" + VERSION;
    static final String OWN_GROUP = "projectcalico.org";
    static final String OWN_API = OWN_GROUP + "/v3";

    private Calico() {}

    /// The objects of one kind: from the CRDs where they hold it, else as `projectcalico.org/v3`.
    /// Empty where nobody serves it: a list would fail there with 404 and no reason.
    static List<GenericKubernetesResource> all(KubernetesClient client, String kind) {
        return Stream.of(API, OWN_API)
                .filter(api -> client.supports(api, kind))
                .findFirst()
                .map(api -> client.genericKubernetesResources(api, kind).list().getItems())
                .orElse(List.of());
    }

    /// Where pools are made: `projectcalico.org/v3` where it is served, because objects made
    /// through it keep their labels elsewhere than the CRD behind it shows.
    static String poolApi(KubernetesClient client) {
        return client.supports(OWN_API, "IPPool") ? OWN_API : API;
    }

    /// Whether pools have this field in the installed schema: in that of the group they are made
    /// in, else in that of the CRD behind it.
    ///
    /// @throws EnvironmentException if neither can be read
    static boolean poolsKnow(KubernetesClient client, String field) {
        Stream<String> groups =
                poolApi(client).equals(OWN_API) ? Stream.of(OWN_GROUP, GROUP) : Stream.of(GROUP);
        return groups.map(group -> "ippools." + group)
                .map(name ->
                        client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(name)
                                .get())
                .filter(Objects::nonNull)
                .findFirst()
                .map(crd -> specOf(crd).containsKey(field))
                .orElseThrow(() ->
                        new EnvironmentException(
                                "no CustomResourceDefinition of IPPools can be read, so it is not known whether a pool can keep strangers out"));
    }

    private static Map<String, JSONSchemaProps> specOf(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().stream()
                .filter(version -> Boolean.TRUE.equals(version.getServed()))
                .findFirst()
                .map(version ->
                        version.getSchema().getOpenAPIV3Schema().getProperties().get("spec"))
                .map(JSONSchemaProps::getProperties)
                .orElse(Map.of());
    }

    /// Empty also where the CRD is absent: a list would fail there with 404 and no reason.
    static List<GenericKubernetesResource> pools(KubernetesClient client) {
        String api = poolApi(client);
        return client.supports(api, "IPPool")
                ? client.genericKubernetesResources(api, "IPPool").list().getItems()
                : List.of();
    }

    static List<GenericKubernetesResource> felix(KubernetesClient client) {
        return all(client, "FelixConfiguration").stream()
                .filter(each -> each.getMetadata().getName().equals("default"))
                .toList();
    }

    /// A pool as the server has it now.
    static Resource<GenericKubernetesResource> resource(
            KubernetesClient client, GenericKubernetesResource pool) {
        return client.genericKubernetesResources(pool.getApiVersion(), "IPPool")
                .withName(pool.getMetadata().getName());
    }

    static Map<String, Object> spec(GenericKubernetesResource object) {
        Map<String, Object> spec = new HashMap<>();
        if (object.getAdditionalProperties().get("spec") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value != null) {
                    spec.put(String.valueOf(key), value);
                }
            });
        }
        return spec;
    }

    /// As it is, with null where a list has none.
    static Map<?, ?> rawSpec(GenericKubernetesResource object) {
        return object.getAdditionalProperties().get("spec") instanceof Map<?, ?> map
                ? map
                : Map.of();
    }

    static CniFacts.IpPool describe(GenericKubernetesResource pool) {
        Map<String, Object> spec = spec(pool);
        return new CniFacts.IpPool(
                pool.getMetadata().getName(),
                String.valueOf(spec.getOrDefault("cidr", "")),
                String.valueOf(spec.getOrDefault("ipipMode", "Never")),
                String.valueOf(spec.getOrDefault("vxlanMode", "Never")),
                Boolean.TRUE.equals(spec.get("disabled")),
                Boolean.TRUE.equals(spec.get("natOutgoing")));
    }
}
