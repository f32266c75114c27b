package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.image.AgentImage;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Looks at a cluster before anything is created in it.
public final class Preflight implements AutoCloseable {
    private final KubernetesOptions options;
    private final ClusterConnection cluster;
    private final ClusterErrors errors;
    private final List<Line> lines = new ArrayList<>();
    private final List<Right> missing = new ArrayList<>();

    private Preflight(KubernetesOptions options, ClusterConnection cluster) {
        this.options = options;
        this.cluster = cluster;
        this.errors = new ClusterErrors(cluster);
    }

    /// @throws EnvironmentException if there is no way to the cluster
    public static Preflight open(KubernetesOptions options, Map<String, String> environment) {
        return new Preflight(options, ClusterConnection.open(options.access(), environment));
    }

    /// @param level how much it matters
    public record Line(Level level, String topic, String words) {
        public enum Level {
            OK,
            NOTE,
            FAILED
        }
    }

    /// @param missingRights the YAML that grants what lacks; empty if nothing does
    public record Result(List<Line> lines, String missingRights) {
        public Result {
            lines = List.copyOf(lines);
        }

        public boolean passed() {
            return lines.stream().noneMatch(line -> line.level() == Line.Level.FAILED);
        }
    }

    public Result run() {
        checkVersion();
        List<ClusterNode> nodes = checkNodes();
        checkRights();
        checkNetwork(nodes);
        checkPodSecurity(nodes);
        checkQuota();
        String yaml =
                missing.isEmpty()
                        ? ""
                        : RightsYaml.yaml(
                                missing,
                                options.namespace(),
                                new RightsYaml.Grantee.User("YOUR-USER"));
        return new Result(lines, yaml);
    }

    @Override
    public void close() {
        cluster.close();
    }

    private void add(Line.Level level, String topic, String words) {
        lines.add(new Line(level, topic, words));
    }

    private void checkVersion() {
        try {
            VersionInfo version = cluster.client().getKubernetesVersion();
            add(
                    Line.Level.OK,
                    "cluster",
                    "context %s, %s, Kubernetes %s"
                            .formatted(
                                    cluster.context(), cluster.server(), version.getGitVersion()));
        } catch (KubernetesClientException e) {
            throw errors.explain("ask for the version", e);
        }
    }

    private List<ClusterNode> checkNodes() {
        List<ClusterNode> nodes;
        try {
            nodes =
                    cluster.client().nodes().list().getItems().stream()
                            .map(ClusterNode::of)
                            .toList();
        } catch (KubernetesClientException e) {
            add(Line.Level.FAILED, "nodes", errors.words("list nodes", e));
            return List.of();
        }
        for (ClusterNode node : nodes) {
            add(
                    Line.Level.OK,
                    "node",
                    "%s %s, %s, kernel %s, %s, kubelet %s%s"
                            .formatted(
                                    node.name(),
                                    node.address(),
                                    node.architecture(),
                                    node.kernel(),
                                    node.runtime(),
                                    node.kubelet(),
                                    node.obstacles().isEmpty()
                                            ? ""
                                            : ", unusable: "
                                                    + String.join(", ", node.obstacles())));
        }
        try {
            List<ClusterNode> chosen = NodeChoice.choose(nodes, options.nodes());
            NodeChoice.refuseForeign(chosen, options.image(), AgentImage.architecture());
            add(
                    Line.Level.OK,
                    "chosen",
                    String.join(" and ", chosen.stream().map(ClusterNode::name).toList()));
            return chosen;
        } catch (EnvironmentException e) {
            add(Line.Level.FAILED, "chosen", String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private void checkRights() {
        List<Right> rights = Right.of(options, false);
        List<Callable<List<String>>> questions = new ArrayList<>();
        rights.forEach(right -> questions.add(() -> denied(right)));
        List<List<String>> answers;
        try {
            answers = Together.call(questions);
        } catch (KubernetesClientException e) {
            add(Line.Level.FAILED, "rights", errors.words("ask for rights", e));
            return;
        }
        for (int i = 0; i < rights.size(); i++) {
            Right right = rights.get(i);
            if (answers.get(i).isEmpty()) {
                continue;
            }
            String words = right.resource() + ": no " + String.join(", ", answers.get(i));
            if (right.needed()) {
                add(Line.Level.FAILED, "rights", words);
            } else {
                add(Line.Level.NOTE, "rights", words + "; without it " + right.optional());
            }
            missing.add(right.withVerbs(answers.get(i)));
        }
        if (missing.isEmpty()) {
            add(Line.Level.OK, "rights", rights.size() + " kinds of object, all that is needed");
        }
    }

    /// The verbs that are not allowed.
    private List<String> denied(Right right) {
        List<String> denied = new ArrayList<>();
        for (String verb : right.verbs()) {
            if (!allowed(right, verb)) {
                denied.add(verb);
            }
        }
        return denied;
    }

    private boolean allowed(Right right, String verb) {
        int slash = right.resource().indexOf('/');
        String namespace =
                right.scope() == Right.Scope.NAMESPACE ? options.namespace().orElse("") : "";
        SelfSubjectAccessReview review =
                new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withGroup(right.group())
                        .withResource(
                                slash < 0 ? right.resource() : right.resource().substring(0, slash))
                        .withSubresource(slash < 0 ? "" : right.resource().substring(slash + 1))
                        .withNamespace(namespace)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build();
        return Boolean.TRUE.equals(
                cluster.client()
                        .authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(review)
                        .getStatus()
                        .getAllowed());
    }

    private void checkNetwork(List<ClusterNode> nodes) {
        Cni cni = CniDetection.detect(new CniFactsReader(cluster.client()).read(nodes));
        if (cni.isKnown()) {
            add(
                    Line.Level.OK,
                    "network",
                    cni.words() + " (by configuration; only the wire proves it)");
        }
        cni.notes().forEach(note -> add(Line.Level.NOTE, "network", note));
        add(Line.Level.OK, "services", "kube-proxy " + cni.kubeProxy());
    }

    /// Asks the API server itself, by creations that it only tries.
    private void checkPodSecurity(List<ClusterNode> nodes) {
        KubernetesClient client = cluster.client();
        AgentObjects objects =
                new AgentObjects(
                        "preflight",
                        new AgentDelivery.InImage(options.image()),
                        List.of(),
                        options.agents().resources(),
                        options.lifetime());
        try {
            if (options.namespace().isEmpty()) {
                Namespace tried =
                        AgentObjects.namespace(
                                "wiregauge-preflight", "preflight", "privileged", Instant.EPOCH);
                client.resource(tried).dryRun().create();
                add(Line.Level.OK, "admission", "namespaces of our own are accepted (dry run)");
            } else if (!nodes.isEmpty()) {
                String namespace = options.namespace().get();
                client.resource(
                                objects.podAgent(
                                        namespace,
                                        new AgentObjects.Placement(
                                                "preflight", nodes.getFirst(), Map.of(), Map.of())))
                        .dryRun()
                        .create();
                if (options.nodeAgents()) {
                    client.resource(
                                    objects.nodeAgent(
                                            namespace, "preflight-node", nodes.getFirst()))
                            .dryRun()
                            .create();
                }
                add(
                        Line.Level.OK,
                        "admission",
                        "agents are accepted in " + namespace + " (dry run)");
            }
        } catch (KubernetesClientException e) {
            add(Line.Level.FAILED, "admission", errors.words("place agents", e));
        }
    }

    private void checkQuota() {
        if (options.namespace().isEmpty()) {
            return;
        }
        String namespace = options.namespace().get();
        try {
            cluster.client()
                    .resourceQuotas()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .forEach(quota ->
                            add(
                                    Line.Level.NOTE,
                                    "quota",
                                    quota.getMetadata().getName()
                                            + ": used "
                                            + quota.getStatus().getUsed()
                                            + " of "
                                            + quota.getStatus().getHard()));
            cluster.client()
                    .limitRanges()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .forEach(range ->
                            add(
                                    Line.Level.NOTE,
                                    "limits",
                                    range.getMetadata().getName()
                                            + " may impose a CPU limit; throttling ruins percentiles"));
        } catch (KubernetesClientException e) {
            add(Line.Level.NOTE, "quota", "not readable: HTTP " + e.getCode());
        }
    }

    /// Every right that a run with these options needs, as YAML; asks no cluster.
    ///
    /// @param user who gets them, or empty for the service account
    public static String rights(KubernetesOptions options, boolean pools, String user) {
        return RightsYaml.yaml(
                Right.of(options, pools),
                options.namespace(),
                user.isEmpty()
                        ? new RightsYaml.Grantee.ServiceAccount(
                                options.namespace().orElse("wiregauge"), "wiregauge")
                        : new RightsYaml.Grantee.User(user));
    }
}
