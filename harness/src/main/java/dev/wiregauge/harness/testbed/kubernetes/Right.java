package dev.wiregauge.harness.testbed.kubernetes;

import java.util.ArrayList;
import java.util.List;

/// One thing that a run may do to one kind of object.
///
/// @param group of the API; empty for the core group
/// @param resource plural, such as `pods` or `pods/exec`
/// @param scope where it is needed
/// @param optional what is lost without it; empty if nothing works without it
public record Right(
        String group, String resource, List<String> verbs, Scope scope, String optional) {
    public enum Scope {
        /// In the run's namespaces.
        NAMESPACE,
        CLUSTER
    }

    public Right {
        verbs = List.copyOf(verbs);
    }

    boolean needed() {
        return optional.isEmpty();
    }

    Right withVerbs(List<String> other) {
        return new Right(group, resource, other, scope, optional);
    }

    /// Everything that a run with these options does.
    ///
    /// @param pools whether temporary IPPools are made
    static List<Right> of(KubernetesOptions options, boolean pools) {
        List<Right> rights = new ArrayList<>();
        boolean own = options.namespace().isEmpty();
        rights.add(cluster("", "nodes", "", "list"));
        if (own) {
            rights.add(cluster("", "namespaces", "", "get", "list", "create", "patch", "delete"));
        }
        rights.add(in("", "pods", "", "get", "list", "watch", "create", "delete"));
        // a WebSocket opens with a GET; create is what newer versions are said to ask for as well
        rights.add(in("", "pods/exec", "", "get", "create"));
        rights.add(in("", "services", "", "get", "create", "delete"));
        rights.add(in("", "events", "the account of what is stuck is shorter", "list"));
        boolean maps =
                !own
                        || options.agents().delivery() == AgentDelivery.Choice.CONFIGMAP
                        || AgentDelivery.of(options.agents().delivery(), options.image(), List::of)
                                instanceof AgentDelivery.ByConfigMap;
        if (maps) {
            rights.add(in("", "configmaps", "", "get", "create", "patch", "delete"));
        }
        rights.add(cluster("apps", "daemonsets", "the network plugin is not named", "list"));
        rights.add(
                cluster(
                        "",
                        "configmaps",
                        "the modes of network plugin and kube-proxy are not named",
                        "get"));
        String calico = pools ? "" : "Calico's pools are not named";
        rights.add(cluster(Calico.GROUP, "ippools", calico, pools ? POOL_VERBS : List.of("list")));
        if (pools) {
            rights.add(cluster(Calico.OWN_GROUP, "ippools", "", POOL_VERBS));
            // which of the two groups holds these depends on how Calico was installed
            for (String group : List.of(Calico.GROUP, Calico.OWN_GROUP)) {
                rights.add(cluster(group, "blockaffinities", "", List.of("list", "delete")));
                rights.add(cluster(group, "ipamblocks", "", List.of("list", "delete")));
                rights.add(cluster(group, "bgppeers", "BGP peers are not named", "list"));
            }
            rights.add(cluster("apiextensions.k8s.io", "customresourcedefinitions", "", "get"));
            rights.add(cluster("", "services", "", "list"));
            rights.add(
                    cluster(
                            "coordination.k8s.io",
                            "leases",
                            "",
                            "get",
                            "create",
                            "update",
                            "delete"));
        }
        return rights;
    }

    private static final List<String> POOL_VERBS =
            List.of("get", "list", "create", "patch", "delete");

    private static Right cluster(String group, String resource, String optional, String... verbs) {
        return cluster(group, resource, optional, List.of(verbs));
    }

    private static Right cluster(
            String group, String resource, String optional, List<String> verbs) {
        return new Right(group, resource, verbs, Scope.CLUSTER, optional);
    }

    private static Right in(String group, String resource, String optional, String... verbs) {
        return new Right(group, resource, List.of(verbs), Scope.NAMESPACE, optional);
    }
}
