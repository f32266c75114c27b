package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.LabOptions.Proxy;
import dev.wiregauge.harness.testbed.lab.LabOptions.Routes;
import dev.wiregauge.harness.testbed.lab.LabOptions.Underlay;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;

/// Twenty diagnoses of healthy labs over all modes: not a word above "info", and nothing left
/// unchecked.
@RequiresLab
@Tag("full")
@Timeout(600)
class HealthyLabsIT {
    private static final int REPEATS = 5;

    @TempDir private Path journals;

    record Healthy(String name, LabOptions options, List<Mode> modes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Healthy> labs() {
        LabOptions standard = LabOptions.STANDARD;
        List<Mode> all = List.of(Mode.BGP, Mode.IPIP, Mode.VXLAN);
        List<Mode> crossSubnet = List.of(Mode.IPIP_CROSS_SUBNET, Mode.VXLAN_CROSS_SUBNET);
        return List.of(
                new Healthy("two nodes, nftables", standard, all),
                new Healthy(
                        "two nodes, iptables and BIRD",
                        standard.withProxy(Proxy.IPTABLES).withRoutes(Routes.BIRD),
                        all),
                new Healthy("three nodes", standard.withNodes(3), all),
                new Healthy(
                        "three nodes in two subnets",
                        standard.withNodes(3).withUnderlay(Underlay.L3),
                        crossSubnet));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void nothingIsFoundInAHealthyLab(Healthy healthy) {
        try (DiagnosedLab lab = DiagnosedLab.build(healthy.options(), healthy.modes(), journals)) {
            for (int i = 0; i < REPEATS; i++) {
                long startNs = System.nanoTime();
                Evidence evidence = lab.collect();
                System.out.printf(
                        "%s: %d paths in %.1f s%n",
                        healthy, evidence.paths().size(), (System.nanoTime() - startNs) / 1e9);
                assertThat(ExpectedFinding.aboveInfo(evidence)).as("repeat " + i).isEmpty();
                assertThat(evidence.notChecked()).as("repeat " + i).isEmpty();
            }
        }
    }
}
