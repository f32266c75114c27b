package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// The kernel's own tunl0 passes the tests that the look-alike passes.
@Timeout(120)
class KernelTunnelVm extends LabTunnelIT {
    @TempDir private Path journals;

    @Override
    LabOptions.IpipDevice device() {
        return LabOptions.IpipDevice.KERNEL;
    }

    @Test
    void isTakenWhereTheKernelHasItAndAddsTwentyBytes() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD,
                        TestLab.plan(2, Mode.BGP, Mode.IPIP, Mode.VXLAN),
                        journals)) {
            assertThat(lab.lab().tunnels().get(Mode.IPIP)).isEqualTo("kernel ipip (tunl0)");
            assertThat(LabIT.overheadBytes(lab, "bgp-1", "bgp-2")).isZero();
            assertThat(LabIT.overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
            assertThat(LabIT.overheadBytes(lab, "vxlan-1", "vxlan-2")).isEqualTo(50);
        }
    }
}
