package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.NodeWish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which nodes to measure between. Pure.
final class NodeChoice {
    /// Cross-node paths need two.
    private static final int LEAST = 2;

    private NodeChoice() {}

    /// @return the two nodes, all usable ones, or the named ones in their order
    /// @throws EnvironmentException if there are not enough; names every node and what is wrong
    ///   with it
    static List<ClusterNode> choose(List<ClusterNode> nodes, NodeWish wish) {
        if (!wish.names().isEmpty()) {
            return named(nodes, wish.names());
        }
        List<ClusterNode> usable =
                nodes.stream()
                        .filter(node -> reasons(node, wish).isEmpty())
                        .sorted(
                                Comparator.comparing(ClusterNode::controlPlane)
                                        .thenComparing(ClusterNode::name))
                        .toList();
        if (usable.size() < LEAST) {
            throw tooFew(nodes, usable, wish);
        }
        return wish.all() ? usable : pair(usable, wish);
    }

    /// An image that was built here holds programs of this machine's kind only.
    ///
    /// @param image as it will be named in the pods; one without a registry was built here
    /// @param here this machine's architecture, as Kubernetes names it
    /// @throws EnvironmentException naming the nodes that cannot run it
    static void refuseForeign(List<ClusterNode> chosen, String image, String here) {
        List<String> foreign =
                chosen.stream()
                        .filter(node -> !node.architecture().equals(here))
                        .map(node -> node.name() + " is " + node.architecture())
                        .toList();
        if (image.startsWith("localhost/") && !foreign.isEmpty()) {
            throw new EnvironmentException(
                    "image %s was built here for %s, and %s: build it on such a machine, or name an image of a registry that has both with --image"
                            .formatted(image, here, String.join(", ", foreign)));
        }
    }

    private static List<ClusterNode> named(List<ClusterNode> nodes, List<String> names) {
        if (names.stream().distinct().count() < LEAST) {
            throw new EnvironmentException("name two different nodes, given: " + names);
        }
        List<ClusterNode> chosen = new ArrayList<>();
        for (String name : names) {
            ClusterNode found =
                    nodes.stream()
                            .filter(node -> node.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new EnvironmentException(
                                            "no node %s; there are: %s"
                                                    .formatted(name, names(nodes))));
            if (!found.obstacles().isEmpty()) {
                throw new EnvironmentException(
                        "node %s cannot be used: %s"
                                .formatted(name, String.join(", ", found.obstacles())));
            }
            chosen.add(found);
        }
        return chosen;
    }

    private static List<ClusterNode> pair(List<ClusterNode> usable, NodeWish wish) {
        for (int i = 0; i < usable.size(); i++) {
            for (int j = i + 1; j < usable.size(); j++) {
                if (zonesFit(usable.get(i), usable.get(j), wish.zones())) {
                    return List.of(usable.get(i), usable.get(j));
                }
            }
        }
        throw new EnvironmentException(
                "no two usable nodes are in %s (label topology.kubernetes.io/zone): %s"
                        .formatted(
                                wish.zones() == NodeWish.Zones.SAME
                                        ? "the same zone"
                                        : "different zones",
                                String.join(
                                        ", ",
                                        usable.stream()
                                                .map(node ->
                                                        node.name()
                                                                + " in "
                                                                + node.zone().orElse("no zone"))
                                                .toList())));
    }

    private static boolean zonesFit(ClusterNode a, ClusterNode b, NodeWish.Zones wanted) {
        return switch (wanted) {
            case ANY -> true;
            case SAME -> a.zone().isPresent() && a.zone().equals(b.zone());
            case CROSS ->
                    a.zone().isPresent() && b.zone().isPresent() && !a.zone().equals(b.zone());
        };
    }

    private static List<String> reasons(ClusterNode node, NodeWish wish) {
        List<String> reasons = new ArrayList<>(node.obstacles());
        if (!matches(node, wish.labelSelector())) {
            reasons.add("without label " + wish.labelSelector());
        }
        if (node.controlPlane()) {
            if (!wish.controlPlane()) {
                reasons.add("control plane (--control-plane takes it)");
            }
        } else if (!node.repelling().isEmpty()) {
            reasons.add("tainted " + String.join(" ", node.repelling()) + " (name it to use it)");
        }
        return reasons;
    }

    private static boolean matches(ClusterNode node, String selector) {
        if (selector.isEmpty()) {
            return true;
        }
        for (String term : selector.split(",", -1)) {
            int equals = term.indexOf('=');
            String key = equals < 0 ? term : term.substring(0, equals);
            String value = node.labels().get(key);
            if (value == null || (equals >= 0 && !value.equals(term.substring(equals + 1)))) {
                return false;
            }
        }
        return true;
    }

    private static EnvironmentException tooFew(
            List<ClusterNode> nodes, List<ClusterNode> usable, NodeWish wish) {
        List<String> account =
                nodes.stream()
                        .map(node ->
                                node.name()
                                        + ": "
                                        + (reasons(node, wish).isEmpty()
                                                ? "usable"
                                                : String.join(", ", reasons(node, wish))))
                        .toList();
        return new EnvironmentException(
                "measuring across nodes needs %d usable nodes, there %s (%s)"
                        .formatted(
                                LEAST,
                                usable.size() == 1 ? "is only 1" : "are " + usable.size(),
                                account.isEmpty()
                                        ? "the cluster has no node"
                                        : String.join("; ", account)));
    }

    private static String names(List<ClusterNode> nodes) {
        return String.join(", ", nodes.stream().map(ClusterNode::name).toList());
    }
}
