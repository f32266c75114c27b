package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// What a URL of the Kubernetes API names.
///
/// @param apiVersion such as `v1` or `crd.projectcalico.org/v1`
/// @param resource plural, such as `pods`
/// @param namespace empty for what has none, and for a list over all
/// @param name empty for a collection
/// @param subresource such as `exec`; mostly empty
record ResourcePath(
        String apiVersion, String resource, String namespace, String name, String subresource) {

    static ResourcePath of(String path) {
        Deque<String> parts = new ArrayDeque<>(Arrays.asList(path.substring(1).split("/", -1)));
        String root = parts.remove();
        String version = root.equals("api") ? parts.remove() : parts.remove() + "/" + take(parts);
        String namespace = "";
        if ("namespaces".equals(parts.peek()) && parts.size() > 2) {
            parts.remove();
            namespace = parts.remove();
        }
        return new ResourcePath(version, take(parts), namespace, take(parts), take(parts));
    }

    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    ResourcePath named(String other) {
        return new ResourcePath(apiVersion, resource, namespace, other, "");
    }

    /// Whether an object at the other place belongs to this collection.
    boolean contains(ResourcePath other) {
        return apiVersion.equals(other.apiVersion)
                && resource.equals(other.resource)
                && (namespace.isEmpty() || namespace.equals(other.namespace));
    }

    private static String take(Deque<String> parts) {
        return parts.isEmpty() ? "" : parts.remove();
    }
}
