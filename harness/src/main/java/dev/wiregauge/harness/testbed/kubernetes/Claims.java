package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Creation;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;

import java.util.Optional;

/// An object of the cluster in the journal's words.
final class Claims {
    private Claims() {}

    /// @param uid empty where the server has not answered yet
    static Creation.KubernetesObject of(String context, HasMetadata object, String uid) {
        String apiVersion = object.getApiVersion();
        int slash = apiVersion.indexOf('/');
        return new Creation.KubernetesObject(
                context,
                Optional.ofNullable(object.getMetadata().getLabels())
                        .map(labels -> labels.getOrDefault(Marks.RUN, ""))
                        .orElse(""),
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                plural(object),
                Optional.ofNullable(object.getMetadata().getNamespace()).orElse(""),
                object.getMetadata().getName(),
                uid);
    }

    /// A generic object does not know its own plural.
    private static String plural(HasMetadata object) {
        return object instanceof GenericKubernetesResource && object.getKind().equals("IPPool")
                ? "ippools"
                : object.getPlural();
    }
}
