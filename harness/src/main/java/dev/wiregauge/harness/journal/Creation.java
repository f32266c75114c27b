package dev.wiregauge.harness.journal;

/// One thing that a run is about to make, in the words needed to find and remove it later.
public sealed interface Creation {
    /// A named network namespace and everything in it: links, rules, processes.
    record NetworkNamespace(String name) implements Creation {}

    /// A process that outlives the one that started it.
    ///
    /// Written before its start, when its id is not known yet: the token, made for this run alone,
    /// is one of its arguments and tells it from every other process.
    record ResidentProcess(String token) implements Creation {}

    /// A folder outside the run folder, with everything in it.
    record Folder(String path) implements Creation {}

    /// A namespaced or cluster-wide object of a cluster.
    ///
    /// @param context of the kubeconfig that it was made through
    /// @param run the label that the object must carry: one of another run is left alone
    /// @param plural of the resource in the API, such as `pods`
    /// @param namespace empty for an object of the whole cluster
    /// @param uid empty until the server has answered; where known, another object of the same name
    ///   is left alone
    record KubernetesObject(
            String context,
            String run,
            String group,
            String version,
            String plural,
            String namespace,
            String name,
            String uid)
            implements Creation {}

    /// A change to an object of the cluster that others made: undone by a patch, never by deleting.
    ///
    /// @param context of the kubeconfig that it was changed through
    /// @param run that the object's annotation must name: where it does not, nothing was changed
    ///   yet or all is as it was again
    /// @param plural of the resource in the API, such as `ippools`; of the whole cluster
    /// @param uid another object of the same name is left alone
    /// @param original JSON merge patch that brings back what was found
    record KubernetesPatch(
            String context,
            String run,
            String group,
            String version,
            String plural,
            String name,
            String uid,
            String original)
            implements Creation {}
}
