package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts every fault into a real lab and takes it out again.
@Timeout(60)
class LabFaultIT {
    @TempDir private static Path journals;

    private static TestLab lab;
    private static String healthy = "";

    @BeforeAll
    static void build() {
        TestLab.requireRoot();
        lab =
                TestLab.build(
                        LabOptions.STANDARD.withDns(true),
                        TestLab.plan(2, Mode.BGP, Mode.IPIP, Mode.VXLAN),
                        journals);
        healthy = state();
    }

    @AfterAll
    static void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    static List<String> faults() {
        return LabFaults.all().stream().map(LabFaults.Summary::id).toList();
    }

    /// Everything that a fault may change, as the kernel says it.
    private static String state() {
        LabTopology topology = lab.topology();
        return Stream.of(
                        Stream.of(topology.underlayNamespace()),
                        topology.nodes().stream().map(LabTopology.Node::namespace))
                .flatMap(namespaces -> namespaces)
                .map(LabFaultIT::describe)
                .collect(Collectors.joining("\n\n", pods(), ""));
    }

    private static String pods() {
        return lab.topology().pods().stream()
                .map(pod ->
                        TestLab.RUNNER.run(
                                Command.of(
                                        "ip",
                                        "netns",
                                        "exec",
                                        pod.namespace(),
                                        "sh",
                                        "-c",
                                        "ip -o addr; cat /etc/resolv.conf")))
                .collect(
                        Collectors.joining(
                                "", "", describe(lab.pod(LabTopology.DNS_POD).namespace())));
    }

    private static String describe(String namespace) {
        String script =
                """
                ip -o link | sed 's/ state [A-Z]*//'; ip -o addr; ip route | sort; ip neigh show nud permanent | sort
                bridge fdb show | grep -v 'master\\|33:33\\|01:00' | sort; nft list ruleset | sort
                sysctl net.ipv4.ip_forward net.ipv4.conf.all.rp_filter; tc qdisc show | grep -v noqueue
                iptables-legacy-save -t nat 2>/dev/null | grep -v '^[#:]' || true
                """;
        return TestLab.RUNNER.run(
                new Command(List.of("ip", "netns", "exec", namespace, "sh", "-c", script), ""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultChangesTheLabAndIsUndoneWithoutATrace(String fault) {
        lab.lab().addFault(fault);
        assertThat(state()).isNotEqualTo(healthy);
        lab.lab().clearFault(fault);
        assertThat(state()).isEqualTo(healthy);
    }
}
