package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.LinkAddress;

/// The interface of a node that faces the underlay: the one that bears the node's InternalIP, since
/// that is where its peers send tunnels and routes to. The default route may leave by another one,
/// and a node without internet may have none. Pure.
final class Uplink {
    private Uplink() {}

    /// @param node as the API describes it
    /// @return it with its uplink, and with its subnet where nobody else said it
    /// @throws EnvironmentException if no interface bears the node's address
    static TestbedNode of(NetworkFacts facts, TestbedNode node) {
        LinkAddress found =
                facts.addresses().stream()
                        .filter(address -> address.address().equals(node.address()))
                        .findFirst()
                        .orElseThrow(() ->
                                new EnvironmentException(
                                        "node %s has InternalIP %s, but no interface on it bears that address (%s): behind a NAT the wire cannot be watched, go on with --no-node-agents"
                                                .formatted(
                                                        node.name(),
                                                        node.address(),
                                                        borne(facts))));
        boolean known = !node.subnet().endsWith("/32") && !node.subnet().endsWith("/128");
        String subnet =
                known || found.address().indexOf(':') >= 0
                        ? node.subnet()
                        : Ipv4Block.networkOf(found.address() + "/" + found.prefixLength());
        return new TestbedNode(node.name(), node.address(), found.link(), subnet);
    }

    private static String borne(NetworkFacts facts) {
        return String.join(
                ", ",
                facts.addresses().stream()
                        .filter(address -> !address.link().equals("lo"))
                        .map(address -> address.address() + " on " + address.link())
                        .toList());
    }
}
