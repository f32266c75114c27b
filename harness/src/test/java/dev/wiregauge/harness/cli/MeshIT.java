package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.MeshRow;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The mesh in a real lab, from arguments to the heat map.
@RequiresLab
@Tag("alone")
@Timeout(120)
class MeshIT {
    @TempDir private Path directory;

    @Test
    void measuresEveryPairOfTheLabsNodesAndSeesTheirMode() throws IOException {
        Path folder = directory.resolve("run");
        MainTest.Result result =
                MainTest.run(
                        "run",
                        "mesh",
                        "--nodes",
                        "3",
                        "--modes",
                        "vxlan,bgp",
                        "--out",
                        folder.toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        List<MeshRow> rows =
                Files.readAllLines(folder.resolve(MeshRow.FILE)).stream()
                        .skip(1)
                        .map(MeshRow::parse)
                        .flatMap(Optional::stream)
                        .toList();
        assertThat(rows).hasSize(12).allMatch(MeshRow::whole);
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(row.encapsulation())
                                .isEqualTo(row.mode().equals("vxlan") ? "vxlan" : "none"));
        assertThat(rows)
                .filteredOn(row -> row.mode().equals("vxlan"))
                .allSatisfy(row -> assertThat(row.pathMtuBytes()).isEqualTo(1450));
        assertThat(folder.resolve("report.html")).content().contains("Mode vxlan", "Path MTU");
        assertThat(result.out())
                .contains("6 ordered pairs: 0 silent", "on the wire: vxlan (6 pairs)");
    }

    @Test
    void saysWhatItWouldDoAndRefusesWhatItDoesNotKnow() {
        MainTest.Result plan = MainTest.run("run", "mesh", "--nodes", "4", "--dry-run");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("4 nodes", "12 of 12 ordered pairs in 6 rounds");
        assertThat(MainTest.run("run", "mesh", "--nodes", "4", "--dry-run", "--json").out())
                .contains("\"rounds\" : 6", "\"node\" : \"node4\"");
        assertThat(MainTest.run("run", "mesh", "--repeats", "9").err())
                .contains("mesh has neither repeats nor presets");
    }
}
