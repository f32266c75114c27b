package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Calico's objects in the API group of its CRDs.
final class Calico {
    static final String GROUP = "crd.projectcalico.org";
    static final String VERSION = "v1";
    static final String API = GROUP + "/" + VERSION;
    private static final String API_SERVER = "projectcalico.org/v3";

    private static final ResourceDefinitionContext FELIX =
            definition("FelixConfiguration", "felixconfigurations");

    private Calico() {}

    static ResourceDefinitionContext definition(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion(VERSION)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
    }

    /// Calico's own API server where there is one: objects made through it keep their labels
    /// elsewhere than the CRD behind it shows.
    static String poolApi(KubernetesClient client) {
        return client.supports(API_SERVER, "IPPool") ? API_SERVER : API;
    }

    /// Empty also where the CRD is absent: a list would fail there with 404 and no reason.
    static List<GenericKubernetesResource> pools(KubernetesClient client) {
        String api = poolApi(client);
        return client.supports(api, "IPPool")
                ? client.genericKubernetesResources(api, "IPPool").list().getItems()
                : List.of();
    }

    static List<GenericKubernetesResource> felix(KubernetesClient client) {
        return client.supports(API, "FelixConfiguration")
                ? client.genericKubernetesResources(FELIX).list().getItems().stream()
                        .filter(each -> each.getMetadata().getName().equals("default"))
                        .toList()
                : List.of();
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
