package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.kubernetes.AgentDelivery;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.NodeWish;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.PoolWish;
import dev.wiregauge.harness.testbed.kubernetes.ResultsMap;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options that shape a run in a cluster.
final class KubernetesFlags {
    private static final int MAX_READY_SECONDS = 3600;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin private ClusterAccessFlags access = new ClusterAccessFlags();

    @Option(
            names = "--image",
            paramLabel = "NAME",
            description =
                    "Cluster: the agent's image, or any image with a Java 25 runtime (default: ${DEFAULT-VALUE}).")
    private String image = KubernetesOptions.OWN_IMAGE;

    @Option(
            names = "--agent-delivery",
            paramLabel = "HOW",
            description =
                    "Cluster: how the agent gets into a pod: image, configmap, exec, or auto: image for one called wiregauge-agent, else configmap.")
    private Delivery delivery = Delivery.auto;

    @Option(
            names = "--on-nodes",
            split = ",",
            paramLabel = "NODE",
            description = "Cluster: measure between these nodes (default: two ready workers).")
    private List<String> onNodes = List.of();

    @Option(
            names = "--node-labels",
            paramLabel = "SELECTOR",
            description = "Cluster: choose among nodes with these labels, such as pool=bench.")
    private String nodeLabels = "";

    @Option(names = "--control-plane", description = "Cluster: control plane nodes may be chosen.")
    private boolean controlPlane;

    @Option(
            names = "--zones",
            paramLabel = "WHICH",
            description =
                    "Cluster: any, same, or cross: whether the nodes share a zone (default: ${DEFAULT-VALUE}).")
    private Zones zones = Zones.any;

    @Option(
            names = "--no-node-agents",
            negatable = true,
            description =
                    "Cluster: no agents on the nodes' own network; then only mode current is measured, and the report says that the wire was not seen.")
    private boolean noNodeAgents;

    @Option(
            names = "--ready-within",
            paramLabel = "SECONDS",
            description = "Cluster: longest wait for the agents (default: ${DEFAULT-VALUE}).")
    private int readyWithinSeconds = 120;

    @Option(
            names = "--pool-cidr",
            paramLabel = "CIDR",
            description =
                    "Cluster: take temporary Calico pools from this block (default: ${DEFAULT-VALUE}).")
    private String poolCidr = "198.18.0.0/15";

    @Option(
            names = "--results-configmap",
            paramLabel = "NAME",
            description =
                    "Cluster: keep the short results in a ConfigMap of this name, in the pod's own namespace or --namespace.")
    private Optional<String> resultsMap = Optional.empty();

    @Option(
            names = "--yes",
            description = "Cluster: agree to temporary Calico pools without being asked.")
    private boolean yes;

    @Option(
            names = "--switch-pool",
            description =
                    "Cluster: bring the cluster's own Calico pool into each mode in turn, instead of temporary pools; every pod of it feels that. Says so and asks; with --yes it says so and goes on.")
    private boolean switchPool;

    // picocli prints these names as they stand, so they are written as the user types them
    private enum Delivery {
        auto,
        image,
        configmap,
        exec
    }

    private enum Zones {
        any,
        same,
        cross
    }

    KubernetesOptions options() {
        if (readyWithinSeconds < 1 || readyWithinSeconds > MAX_READY_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ready-within is %d, allowed: 1 to %d"
                            .formatted(readyWithinSeconds, MAX_READY_SECONDS));
        }
        return KubernetesOptions.STANDARD
                .withAccess(access.access())
                .withNamespace(access.namespace())
                .withImage(image, choice())
                .withNodes(new NodeWish(onNodes, nodeLabels, controlPlane, wanted()))
                .withNodeAgents(!noNodeAgents)
                .withReadyWithin(Duration.ofSeconds(readyWithinSeconds))
                .withPools(pools());
    }

    /// Those that differ from their defaults and mean the same inside the cluster, for a Job's
    /// command line; the image is the Job's own.
    List<String> asTyped() {
        List<String> typed = new ArrayList<>();
        if (!onNodes.isEmpty()) {
            typed.addAll(List.of("--on-nodes", String.join(",", onNodes)));
        }
        if (!nodeLabels.isEmpty()) {
            typed.addAll(List.of("--node-labels", nodeLabels));
        }
        if (controlPlane) {
            typed.add("--control-plane");
        }
        if (zones != Zones.any) {
            typed.addAll(List.of("--zones", zones.name()));
        }
        if (noNodeAgents) {
            typed.add("--no-node-agents");
        }
        if (switchPool) {
            typed.add("--switch-pool");
        }
        if (yes) {
            typed.addAll(List.of("--yes", "--pool-cidr", poolCidr));
        }
        return typed;
    }

    Optional<String> keepResults(Path folder) {
        return resultsMap.map(name ->
                ResultsMap.keep(
                        folder, name, access.namespace(), access.access(), System.getenv()));
    }

    boolean nodeAgents() {
        return !noNodeAgents;
    }

    /// Whether Calico's modes are wanted where the user names none.
    boolean wantsPools() {
        return yes || switchPool;
    }

    boolean switchesPool() {
        return switchPool;
    }

    private PoolWish pools() {
        try {
            return new PoolWish(poolCidr, this::agrees, switchPool);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--pool-cidr: " + e.getMessage(), e);
        }
    }

    /// Asks whoever sits at the terminal; where nobody does, only `--yes` is consent.
    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null where there is no terminal
    private boolean agrees(List<String> consequences) {
        if (yes) {
            if (switchPool) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("This run");
                consequences.forEach(line -> err.println("  - " + line));
                err.flush();
            }
            return true;
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return false;
        }
        console.printf("%nThis run%n");
        consequences.forEach(line -> console.printf("  - %s%n", line));
        String answer = console.readLine("Go on? [y/N] ");
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    private AgentDelivery.Choice choice() {
        return switch (delivery) {
            case auto -> AgentDelivery.Choice.AUTO;
            case image -> AgentDelivery.Choice.IMAGE;
            case configmap -> AgentDelivery.Choice.CONFIGMAP;
            case exec -> AgentDelivery.Choice.EXEC;
        };
    }

    private NodeWish.Zones wanted() {
        return switch (zones) {
            case any -> NodeWish.Zones.ANY;
            case same -> NodeWish.Zones.SAME;
            case cross -> NodeWish.Zones.CROSS;
        };
    }
}
