package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.harness.testbed.lab.LabTopology.Service;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The nftables rules of a node: Services as kube-proxy's nftables mode writes them, and Calico's
/// natOutgoing.
///
/// Names of tables, chains and the mark are kube-proxy's (KEP-3866), so that what is learnt here
/// can be read on a real node.
final class NodeRules {
    /// kube-proxy's masquerade bit, 14 by default.
    private static final String MASQUERADE_MARK = "0x4000";

    private static final List<String> PROTOCOLS = List.of("tcp", "udp");

    private NodeRules() {}

    static String of(LabTopology topology) {
        return natOutgoing(topology) + services(topology);
    }

    /// A pod that talks to an address outside all pools is seen as its node (IPPool natOutgoing,
    /// Calico's default).
    private static String natOutgoing(LabTopology topology) {
        return """
        table ip calico {
          chain nat-outgoing {
            type nat hook postrouting priority srcnat; policy accept;
            %s;
          }
        }
        """
                .formatted(natOutgoingRule(topology));
    }

    static String natOutgoingRule(LabTopology topology) {
        return "ip saddr { %1$s } ip daddr != { %1$s } masquerade fully-random"
                .formatted(pools(topology));
    }

    private static String pools(LabTopology topology) {
        return topology.pools().stream()
                .map(Pool::cidr)
                .map(Cidr::toString)
                .collect(Collectors.joining(", "));
    }

    private static String services(LabTopology topology) {
        if (topology.services().isEmpty()) {
            return "";
        }
        String chains =
                topology.services().stream()
                        .flatMap(service ->
                                PROTOCOLS.stream().map(each -> chains(service, each, topology)))
                        .collect(Collectors.joining());
        String verdicts =
                topology.services().stream()
                        .flatMap(service ->
                                PROTOCOLS.stream()
                                        .map(each ->
                                                "%s . %s . %d : goto service-%s-%s"
                                                        .formatted(
                                                                service.address(),
                                                                each,
                                                                LabTopology.SERVICE_PORT,
                                                                service.name(),
                                                                each)))
                        .collect(Collectors.joining(",\n      "));
        return """
        table ip kube-proxy {
          chain mark-for-masquerade {
            meta mark set meta mark or %1$s;
          }
          chain masquerading {
            meta mark and %1$s == 0 return;
            meta mark set meta mark xor %1$s;
            masquerade fully-random;
          }
        %2$s  map service-ips {
            type ipv4_addr . inet_proto . inet_service : verdict;
            elements = {
              %3$s
            }
          }
          chain services {
            ip daddr . meta l4proto . th dport vmap @service-ips;
          }
          chain nat-prerouting {
            type nat hook prerouting priority dstnat; policy accept;
            jump services;
          }
          chain nat-output {
            type nat hook output priority -100; policy accept;
            jump services;
          }
          chain nat-postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            jump masquerading;
          }
        }
        """
                .formatted(MASQUERADE_MARK, chains, verdicts);
    }

    /// A backend that reaches itself through its Service is masqueraded, else the answer would not
    /// pass the node and bear the wrong source; and so is whoever is no pod.
    private static String chains(Service service, String protocol, LabTopology topology) {
        String base = service.name() + "-" + protocol;
        List<Pod> backends = service.backends();
        String endpoints =
                IntStream.range(0, backends.size())
                        .mapToObj(i ->
                                """
                                  chain endpoint-%1$s-%2$d {
                                    ip saddr %3$s jump mark-for-masquerade;
                                    meta l4proto %4$s dnat to %3$s:%5$d;
                                  }
                                """
                                        .formatted(
                                                base,
                                                i,
                                                backends.get(i).address(),
                                                protocol,
                                                Testbed.DATA_PORT))
                        .collect(Collectors.joining());
        String choice =
                IntStream.range(0, backends.size())
                        .mapToObj(i -> i + " : goto endpoint-" + base + "-" + i)
                        .collect(Collectors.joining(", "));
        return endpoints
                + """
                  chain service-%1$s {
                    ip daddr %2$s ip saddr != { %3$s } jump mark-for-masquerade;
                    numgen random mod %4$d vmap { %5$s };
                  }
                """
                        .formatted(
                                base, service.address(), pools(topology), backends.size(), choice);
    }
}
