package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;

import java.util.List;
import java.util.stream.Collectors;

/// The steps that faults are put together from.
final class FaultSteps {
    private FaultSteps() {}

    static Step ip(String namespace, String line, String undo) {
        return Step.of(Command.ip(namespace, List.of(line)), Command.ip(namespace, List.of(undo)));
    }

    static Step sysctl(String namespace, String name, String broken, String healthy) {
        return Step.of(
                Command.sysctl(namespace, List.of(name + "=" + broken)),
                Command.sysctl(namespace, List.of(name + "=" + healthy)));
    }

    /// Adds a table of the fault's own and deletes it again.
    ///
    /// @param table family and name, such as `inet wg-policy`
    static Step table(String namespace, String table, String body) {
        return Step.of(
                Command.nft(namespace, "table " + table + " {\n" + body + "}\n"),
                Command.nft(namespace, "delete table " + table + "\n"));
    }

    /// Drops what nodes send into the underlay, before anything else there sees it.
    ///
    /// @param match such as `ip protocol 4`
    static Step underlayDrop(LabTopology topology, String id, List<Node> from, String match) {
        String ports =
                from.stream()
                        .map(node -> "\"" + LabPlan.underlayPort(node) + "\"")
                        .collect(Collectors.joining(", "));
        return table(
                topology.underlayNamespace(),
                "netdev wg-" + id,
                """
                  chain ingress {
                    type filter hook ingress devices = { %s } priority 0; policy accept;
                    %s drop;
                  }
                """
                        .formatted(ports, match));
    }

    static Node first(LabTopology topology) {
        return topology.nodes().getFirst();
    }

    static Node second(LabTopology topology) {
        return topology.nodes().get(1);
    }

    /// The first pool that has an encapsulation between the first two nodes.
    ///
    /// @param fault for the message
    static Pool tunnelled(LabTopology topology, String fault) {
        return topology.pools().stream()
                .filter(pool -> encapsulation(topology, pool) != Encapsulation.NONE)
                .findFirst()
                .orElseThrow(() -> lacks(fault, "a pool of mode ipip or vxlan"));
    }

    static Pool of(LabTopology topology, Encapsulation encapsulation, String fault) {
        return topology.pools().stream()
                .filter(pool -> encapsulation(topology, pool) == encapsulation)
                .findFirst()
                .orElseThrow(() ->
                        lacks(
                                fault,
                                encapsulation == Encapsulation.NONE
                                        ? "a pool of mode bgp"
                                        : "a pool that is encapsulated in " + encapsulation));
    }

    static Encapsulation encapsulation(LabTopology topology, Pool pool) {
        return pool.between(first(topology), second(topology));
    }

    static EnvironmentException lacks(String fault, String what) {
        return new EnvironmentException("fault " + fault + " needs a lab with " + what);
    }

    static List<Pod> podsOn(LabTopology topology, Node node) {
        return topology.pods().stream().filter(pod -> pod.node().equals(node)).toList();
    }

    static String pools(LabTopology topology) {
        return topology.pools().stream()
                .map(Pool::cidr)
                .map(Cidr::toString)
                .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
