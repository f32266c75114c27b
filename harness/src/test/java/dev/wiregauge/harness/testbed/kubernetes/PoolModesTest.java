package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class PoolModesTest {
    private static final TestbedNode NEAR =
            new TestbedNode("node-1", "192.168.77.11", "eth0", "192.168.77.0/24");
    private static final TestbedNode NEIGHBOUR =
            new TestbedNode("node-2", "192.168.77.12", "eth0", "192.168.77.0/24");
    private static final TestbedNode FAR =
            new TestbedNode("node-3", "192.168.78.12", "eth0", "192.168.78.0/24");
    private static final String POD = "10.244.2.7";

    @Test
    void whatWasUnsetIsUnsetAgainByThePatchBack() {
        PoolModes found = PoolModes.of(Map.of("vxlanMode", "Always"));
        assertThat(PoolModes.parse(found.words())).contains(found);
        assertThat(found.patch(Map.of("wiregauge.dev/original", "")))
                .isEqualTo(
                        "{\"metadata\":{\"annotations\":{\"wiregauge.dev/original\":null}},\"spec\":{\"ipipMode\":null,\"vxlanMode\":\"Always\"}}");
        assertThat(found.means(PoolModes.of(Mode.VXLAN))).isTrue();
        assertThat(found.means(PoolModes.of(Mode.BGP))).isFalse();
        assertThat(PoolModes.parse("something else")).isEmpty();
    }

    @Test
    void aNodeHasFollowedWhenItsRouteLeavesByTheModesDevice() {
        assertThat(lacking(Mode.VXLAN, NEIGHBOUR, "vxlan.calico")).isEmpty();
        assertThat(lacking(Mode.IPIP, NEIGHBOUR, "tunl0")).isEmpty();
        assertThat(lacking(Mode.BGP, NEIGHBOUR, "eth0")).isEmpty();
        assertThat(lacking(Mode.BGP, NEIGHBOUR, "vxlan.calico"))
                .contains(
                        "node-1 sends to 10.244.2.7 on node-2 by vxlan.calico, not yet by a plain route");
        assertThat(lacking(Mode.VXLAN, NEIGHBOUR, "tunl0")).isPresent();
        assertThat(lacking(Mode.IPIP, NEIGHBOUR, "eth0")).isPresent();
        assertThat(PoolModes.of(Mode.BGP).lacking(facts("eth0"), NEAR, NEIGHBOUR, "10.9.9.9"))
                .hasValueSatisfying(words -> assertThat(words).contains("by no route"));
    }

    @Test
    void crossSubnetModesTunnelOnlyToAnotherSubnet() {
        assertThat(lacking(Mode.VXLAN_CROSS_SUBNET, NEIGHBOUR, "eth0")).isEmpty();
        assertThat(lacking(Mode.VXLAN_CROSS_SUBNET, FAR, "eth0")).isPresent();
        assertThat(lacking(Mode.IPIP_CROSS_SUBNET, FAR, "tunl0")).isEmpty();
    }

    private static Optional<String> lacking(Mode mode, TestbedNode to, String device) {
        return PoolModes.of(mode).lacking(facts(device), NEAR, to, POD);
    }

    private static NetworkFacts facts(String device) {
        return new NetworkFacts(
                List.of(link("eth0", ""), link("tunl0", "ipip"), link("vxlan.calico", "vxlan")),
                List.of(),
                List.of(
                        new Route(
                                "10.244.2.0/26",
                                "",
                                device,
                                "unicast",
                                254,
                                80,
                                0,
                                Optional.empty(),
                                1)),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Link link(String name, String kind) {
        return new Link(1, name, kind, 1500, true, true, "", 1, "", Optional.empty());
    }
}
