package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.LinkAddress;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small made-up evidence for rules that need little of it.
final class Samples {
    static final NodeIntent NODE_1 = new NodeIntent("node1", "192.0.2.1", "eth0", "192.0.2.0/24");
    static final NodeIntent NODE_2 = new NodeIntent("node2", "192.0.2.2", "eth0", "192.0.2.0/24");

    private Samples() {}

    static Intent intent(ServiceIntent... services) {
        return new Intent(
                "lab",
                List.of(NODE_1, NODE_2),
                List.of(
                        new PodIntent("pod-1", "node1", "10.244.1.2", Mode.BGP),
                        new PodIntent("pod-2", "node2", "10.244.2.2", Mode.BGP)),
                List.of(services),
                true);
    }

    static Evidence evidence(
            Intent intent,
            Map<String, NetworkFacts> kernels,
            Optional<ClusterPlan> plan,
            List<ServiceCall> calls) {
        return new Evidence(
                Evidence.SCHEMA_VERSION,
                intent,
                List.of(),
                kernels,
                plan,
                Optional.empty(),
                Optional.of(calls),
                Optional.empty(),
                List.of());
    }

    /// To the pods of node1, as BIRD or Flannel's host-gw makes it.
    private static final NetworkFacts.Route TO_PODS =
            new NetworkFacts.Route(
                    "10.244.1.0/24",
                    "192.0.2.1",
                    "eth0",
                    "unicast",
                    254,
                    12,
                    0,
                    Optional.empty(),
                    1);

    /// A kernel with these links, each with an address unless it is empty.
    static NetworkFacts kernel(Map<String, String> sysctls, Map<Link, String> links) {
        return new NetworkFacts(
                List.copyOf(links.keySet()),
                links.entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> {
                            int slash = each.getValue().indexOf('/');
                            return new LinkAddress(
                                    each.getKey().name(),
                                    each.getValue().substring(0, slash),
                                    Integer.parseInt(each.getValue().substring(slash + 1)));
                        })
                        .toList(),
                List.of(TO_PODS),
                List.of(),
                List.of(),
                List.of(),
                sysctls,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static Link link(int index, String name, String kind) {
        return new Link(
                index,
                name,
                kind,
                1500,
                true,
                true,
                "02:00:00:00:00:0" + index,
                1,
                "noqueue",
                Optional.empty());
    }

    static List<Finding> findings(Evidence evidence) {
        return Judge.findings(evidence);
    }
}
