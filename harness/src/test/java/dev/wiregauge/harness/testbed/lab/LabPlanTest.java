package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.journal.Creation.NetworkNamespace;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@Timeout(10)
class LabPlanTest {
    private static LabTopology topology(LabOptions options, Mode... modes) {
        return LabTopology.of("x1", options, TestLab.plan(options.nodes(), modes));
    }

    private static String text(LabTopology topology, Tunl0 tunl0) {
        return String.join("\n", LabPlan.of(topology, tunl0).lines());
    }

    @Test
    void claimsEveryNamespaceItMakes() {
        LabTopology topology = topology(LabOptions.STANDARD, Mode.BGP);
        assertThat(LabPlan.of(topology, Tunl0.LOOKALIKE).creations())
                .containsExactly(
                        new NetworkNamespace("wg-x1-underlay"),
                        new NetworkNamespace("wg-x1-node1"),
                        new NetworkNamespace("wg-x1-node2"),
                        new NetworkNamespace("wg-x1-bgp-1"),
                        new NetworkNamespace("wg-x1-bgp-2"));
        assertThat(text(topology, Tunl0.LOOKALIKE).lines().filter(l -> l.startsWith("netns add")))
                .hasSize(5);
    }

    @Test
    void routesOfEachModeAreThoseThatCalicoShows() {
        String plan =
                text(
                        topology(LabOptions.STANDARD, Mode.BGP, Mode.IPIP, Mode.VXLAN),
                        Tunl0.LOOKALIKE);
        assertThat(plan)
                .contains("route add 198.18.16.64/26 via 198.18.0.2 proto bird")
                .contains("route add 198.18.32.64/26 via 198.18.0.2 dev tunl0 onlink proto 80")
                .contains(
                        "route add 198.18.48.64/26 via 198.18.48.64 dev vxlan.calico onlink proto 80")
                .contains("route add blackhole 198.18.16.0/26 proto 80")
                .contains("type vxlan id 4096 local 198.18.0.1 dev eth0 dstport 4789 nolearning")
                .contains("fdb replace 02:66:c6:12:00:02 dev vxlan.calico dst 198.18.0.2");
    }

    @Test
    void podsHaveTheMtuThatTheirTunnelLeaves() {
        LabTopology topology =
                topology(LabOptions.STANDARD.withMtuBytes(9000), Mode.BGP, Mode.IPIP, Mode.VXLAN);
        assertThat(topology.pod("bgp-1").mtuBytes()).isEqualTo(9000);
        assertThat(topology.pod("ipip-1").mtuBytes()).isEqualTo(8980);
        assertThat(topology.pod("vxlan-1").mtuBytes()).isEqualTo(8950);
    }

    @Test
    void interfaceNamesFitTheKernelsFifteenCharacters() {
        LabTopology topology =
                LabTopology.of(
                        "x1",
                        LabOptions.STANDARD,
                        new TestbedPlan(
                                List.of(new PodRequest("a".repeat(40), Mode.BGP, 0)),
                                List.of(),
                                false));
        assertThat(topology.pods().getFirst().hostInterface()).matches("cali[0-9a-f]{11}");
    }

    @Test
    void addressesStayInTheBenchmarkRangeAndAreAllDifferent() {
        LabTopology topology =
                topology(
                        LabOptions.STANDARD.withNodes(8).withUnderlay(LabOptions.Underlay.L3),
                        Mode.BGP,
                        Mode.IPIP,
                        Mode.VXLAN,
                        Mode.IPIP_CROSS_SUBNET,
                        Mode.VXLAN_CROSS_SUBNET);
        Cidr benchmark = Cidr.of("198.18.0.0/15");
        List<String> addresses =
                Stream.<Stream<String>>of(
                                topology.nodes().stream().map(LabTopology.Node::address),
                                topology.pods().stream().map(LabTopology.Pod::address),
                                topology.services().stream()
                                        .flatMap(each -> each.address().stream()))
                        .flatMap(each -> each)
                        .toList();
        assertThat(addresses).hasSize(8 + 40 + 5).doesNotHaveDuplicates();
        assertThat(addresses).allMatch(benchmark::contains);
    }

    @Test
    void kernelsOwnTunl0IsUsedAsItIsFound() {
        LabTopology topology = topology(LabOptions.STANDARD, Mode.IPIP);
        assertThat(text(topology, Tunl0.KERNEL_FALLBACK))
                .contains("link set tunl0 mtu 1480")
                .doesNotContain("tunl0x")
                .doesNotContain("type ipip");
        assertThat(text(topology, Tunl0.KERNEL_ADDED)).contains("link add tunl0 type ipip");
        assertThat(text(topology, Tunl0.LOOKALIKE))
                .contains("type veth peer name tunl0x")
                .contains("neigh replace 198.18.0.2 lladdr 02:04:c6:12:00:02 dev tunl0");
    }

    @Test
    void crossSubnetPoolsAreTunnelledOnlyToTheOtherSubnet() {
        LabTopology topology =
                topology(
                        LabOptions.STANDARD.withNodes(3).withUnderlay(LabOptions.Underlay.L3),
                        Mode.IPIP_CROSS_SUBNET);
        var pool = topology.pools().getFirst();
        var nodes = topology.nodes();
        assertThat(TunnelLines.route(topology, pool, nodes.get(0), nodes.get(1)))
                .endsWith("via 198.18.0.2 proto bird");
        assertThat(TunnelLines.route(topology, pool, nodes.get(0), nodes.get(2)))
                .endsWith("via 198.18.1.3 dev tunl0 onlink proto 80");
    }

    @Test
    void plainRouteToAnotherSubnetGoesThroughTheRouterWhichKnowsTheBlock() {
        LabTopology topology =
                topology(LabOptions.STANDARD.withUnderlay(LabOptions.Underlay.L3), Mode.BGP);
        assertThat(text(topology, Tunl0.LOOKALIKE))
                .contains("route add 198.18.16.64/26 via 198.18.0.254 proto bird")
                .contains("route add 198.18.16.64/26 via 198.18.1.2");
    }

    @Test
    void misroutedPoolTakesTheOtherModesRoute() {
        LabTopology topology =
                topology(
                        LabOptions.STANDARD.withMisrouted(Map.of(Mode.IPIP, Mode.VXLAN)),
                        Mode.IPIP,
                        Mode.VXLAN);
        assertThat(text(topology, Tunl0.LOOKALIKE))
                .contains("route add 198.18.32.64/26 via 198.18.32.64 dev vxlan.calico onlink")
                .doesNotContain("tunl0");
    }

    @Test
    void birdsPoolHasNoStaticRoutes() {
        LabTopology topology =
                topology(
                        LabOptions.STANDARD.withRoutes(LabOptions.Routes.BIRD),
                        Mode.BGP,
                        Mode.VXLAN);
        assertThat(text(topology, Tunl0.LOOKALIKE))
                .doesNotContain("198.18.16.64/26")
                .contains("route add 198.18.48.64/26");
    }

    @Test
    void serviceChoosesByNumgenAndMasqueradesOnlyWhoIsNoPodAndWhoCallsItself() {
        assertThat(text(topology(LabOptions.STANDARD.withNodes(3), Mode.BGP), Tunl0.LOOKALIKE))
                .contains("198.19.0.10 . tcp . 80 : goto service-bgp-svc-tcp")
                .contains("numgen random mod 2 vmap")
                .contains("ip saddr != { 198.18.16.0/20 } jump mark-for-masquerade")
                .contains("ip saddr 198.18.16.66 jump mark-for-masquerade")
                .contains("dnat to 198.18.16.66:7117");
    }

    @Test
    void saysWhatALabCannotHold() {
        assertThatThrownBy(() -> topology(LabOptions.STANDARD, Mode.CURRENT))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("current")
                .hasMessageContaining("ipip-cross-subnet");
        assertThatThrownBy(() ->
                        LabTopology.of(
                                "x1",
                                LabOptions.STANDARD,
                                new TestbedPlan(
                                        List.of(new PodRequest("p", Mode.BGP, 2)),
                                        List.of(),
                                        false)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the lab has 2");
        assertThatThrownBy(() -> LabOptions.STANDARD.withNodes(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nodes is 9, allowed: 2 to 8");
    }
}
