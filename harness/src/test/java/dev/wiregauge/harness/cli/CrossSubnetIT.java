package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Two routed subnets: encapsulated between them, plain inside one, each pair proved for itself.
@RequiresLab
@Tag("alone")
@Timeout(120)
class CrossSubnetIT {
    @TempDir private Path dir;

    @Test
    void onlyPairsAcrossSubnetsAreEncapsulated() throws Exception {
        Path folder = dir.resolve("run");
        MainTest.Result result =
                MainTest.run(
                        "run",
                        Scenarios.crossNodeOnly(dir).toString(),
                        "--modes",
                        "bgp,ipip-cross-subnet,vxlan-cross-subnet",
                        "--underlay",
                        "l3",
                        "--nodes",
                        "3",
                        "--out",
                        folder.toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(RunFolder.open(folder).readRun().proofs())
                .filteredOn(proof -> proof.mode() != Mode.BGP)
                .extracting(
                        proof -> proof.mode(),
                        proof -> proof.from().node() + " " + proof.to().node(),
                        proof -> proof.overheads().first(),
                        proof -> proof.verdict().passed())
                .containsExactly(
                        tuple(Mode.IPIP_CROSS_SUBNET, "node1 node3", 20, true),
                        tuple(Mode.IPIP_CROSS_SUBNET, "node3 node1", 20, true),
                        tuple(Mode.IPIP_CROSS_SUBNET, "node1 node2", 0, true),
                        tuple(Mode.IPIP_CROSS_SUBNET, "node2 node1", 0, true),
                        tuple(Mode.VXLAN_CROSS_SUBNET, "node1 node3", 50, true),
                        tuple(Mode.VXLAN_CROSS_SUBNET, "node3 node1", 50, true),
                        tuple(Mode.VXLAN_CROSS_SUBNET, "node1 node2", 0, true),
                        tuple(Mode.VXLAN_CROSS_SUBNET, "node2 node1", 0, true));
    }
}
