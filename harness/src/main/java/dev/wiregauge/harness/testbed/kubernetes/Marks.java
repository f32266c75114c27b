package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// The labels and annotations by which our objects are known, and others leave them alone.
final class Marks {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String WIREGAUGE = "wiregauge";

    /// Label: the id of the run that made an object.
    static final String RUN = "wiregauge.dev/run";

    /// Label of a pod: the agent's name.
    static final String AGENT = "wiregauge.dev/agent";

    /// Annotation, RFC 3339: until then the run is alive and its objects are nobody else's to
    /// remove.
    static final String ALIVE_UNTIL = "wiregauge.dev/alive-until";

    /// Annotation of somebody else's object: the id of the run that has changed it.
    static final String SWITCHED_BY = "wiregauge.dev/switched-by";

    /// Annotation beside it: what it was before, see [PoolModes#words()].
    static final String ORIGINAL = "wiregauge.dev/original";

    /// Selects every object of every run.
    static final String SELECTOR = MANAGED_BY + "=" + WIREGAUGE + "," + RUN;

    private static final String POD_SECURITY = "pod-security.kubernetes.io/";

    private Marks() {}

    static Map<String, String> labels(String run) {
        return new TreeMap<>(Map.of(MANAGED_BY, WIREGAUGE, RUN, run));
    }

    static Map<String, String> agentLabels(String run, String agent) {
        Map<String, String> labels = labels(run);
        labels.put(AGENT, agent);
        labels.put("sidecar.istio.io/inject", "false");
        labels.put("istio.io/dataplane-mode", "none");
        labels.put("kuma.io/sidecar-injection", "disabled");
        return labels;
    }

    /// A sidecar would proxy what is to be measured.
    static Map<String, String> agentAnnotations() {
        return new TreeMap<>(
                Map.of(
                        "sidecar.istio.io/inject", "false",
                        "linkerd.io/inject", "disabled",
                        "kuma.io/sidecar-injection", "disabled",
                        "consul.hashicorp.com/connect-inject", "false",
                        "cluster-autoscaler.kubernetes.io/safe-to-evict", "false"));
    }

    /// @param level of Pod Security that is enforced in the namespace
    static Map<String, String> namespaceLabels(String run, String level) {
        Map<String, String> labels = labels(run);
        labels.put(POD_SECURITY + "enforce", level);
        labels.put(POD_SECURITY + "warn", level);
        labels.put("istio-injection", "disabled");
        return labels;
    }

    /// The run that has changed an object of somebody else's.
    static Optional<String> switchedBy(HasMetadata object) {
        return Optional.ofNullable(annotationsOf(object).get(SWITCHED_BY));
    }

    /// For a patch that brings an object back: none of them stays.
    static Map<String, String> withoutSwitch() {
        return new TreeMap<>(Map.of(SWITCHED_BY, "", ORIGINAL, "", ALIVE_UNTIL, ""));
    }

    static Map<String, String> labelsOf(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    static Map<String, String> annotationsOf(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
    }

    static String instant(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
