package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// The look-alike on a kernel without TCX, facing the kernel's own tunl0.
@RequiresLab
@Timeout(120)
class LookalikeOnOlderKernelVm {
    private static final String FALLBACK_DEVICES = "net.core.fb_tunnels_only_for_init_net";

    @TempDir private Path journals;

    /// Else the kernel puts its own tunl0 into every namespace, and the name is taken.
    @BeforeEach
    void withoutFallbackDevices() {
        TestLab.RUNNER.run(Command.of("sysctl", "-q", "-w", FALLBACK_DEVICES + "=2"));
    }

    @AfterEach
    void withFallbackDevices() {
        TestLab.RUNNER.run(Command.of("sysctl", "-q", "-w", FALLBACK_DEVICES + "=0"));
    }

    @Test
    void talksToTheKernelsOwnDevice() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withIpipDevice(LabOptions.IpipDevice.LOOKALIKE_CLSACT),
                        TestLab.plan(2, Mode.IPIP),
                        journals)) {
            assertThat(lab.lab().tunnels().get(Mode.IPIP)).contains("clsact");
            assertThat(LabIT.overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
            takeKernelsDevice(lab.topology());
            assertThat(LabIT.overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
            assertThat(LabIT.overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
        }
    }

    /// On the first node alone.
    private static void takeKernelsDevice(LabTopology topology) {
        Node node = topology.nodes().getFirst();
        LabTopology.Pool pool = topology.pools().getFirst();
        TestLab.RUNNER.run(
                Command.tc(
                        node.namespace(), List.of("qdisc del dev " + LabPlan.UPLINK + " clsact")));
        TestLab.RUNNER.run(
                Command.ip(
                        node.namespace(),
                        List.of(
                                "link del tunl0",
                                "link add tunl0 type ipip local " + node.address() + " remote any",
                                "link set tunl0 mtu 1480 up",
                                "addr add " + pool.tunnelAddress(node) + "/32 dev tunl0",
                                "route add "
                                        + TunnelLines.route(
                                                topology, pool, node, topology.nodes().get(1)))));
    }
}
