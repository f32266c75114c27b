package dev.wiregauge.harness.testbed.lab;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything of a lab that a fault may change, as the kernel says it: two equal texts are two
/// equal labs.
final class LabState {
    /// Entries that expire are traces of traffic: what a Service remembers of its clients.
    private static final String QUESTIONS =
            """
            ip -o link | sed 's/ state [A-Z]*//'; ip -o addr; ip route | sort; ip neigh show nud permanent | sort
            bridge fdb show | grep -v 'master\\|33:33\\|01:00' | sort; nft list ruleset | grep -v ' expires ' | sort
            sysctl net.ipv4.ip_forward net.ipv4.conf.all.rp_filter; tc qdisc show | grep -v noqueue
            cat /etc/resolv.conf; iptables-legacy-save -t nat 2>/dev/null | grep -v '^[#:]' || true
            """;

    private LabState() {}

    static String of(LabTopology topology) {
        Stream<String> routers =
                Stream.concat(
                        Stream.of(topology.underlayNamespace()),
                        topology.nodes().stream().map(LabTopology.Node::namespace));
        Stream<String> pods = topology.pods().stream().map(LabTopology.Pod::namespace);
        return Stream.concat(routers, pods)
                .map(LabState::describe)
                .collect(Collectors.joining("\n\n"));
    }

    private static String describe(String namespace) {
        // counters move with the traffic of a diagnosis, rules do not
        return TestLab.RUNNER
                .run(
                        new Command(
                                List.of("ip", "netns", "exec", namespace, "sh", "-c", QUESTIONS),
                                ""))
                .replaceAll("counter packets [0-9]+ bytes [0-9]+", "counter");
    }
}
