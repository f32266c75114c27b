package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/// Which cluster, and where in it.
final class ClusterAccessFlags {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Cluster: the kubeconfig (default: $$KUBECONFIG, then ~/.kube/config).")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Cluster: context of the kubeconfig (default: its current one).")
    private Optional<String> context = Optional.empty();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "Cluster: work in this namespace instead of making one for the run.")
    private Optional<String> namespace = Optional.empty();

    Access access() {
        return new Access(kubeconfig, context);
    }

    Optional<String> namespace() {
        return namespace;
    }
}
