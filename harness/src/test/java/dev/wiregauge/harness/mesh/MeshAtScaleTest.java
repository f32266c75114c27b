package dev.wiregauge.harness.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.mesh.MeshReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The whole way of a mesh's results, with simulated agents, in a JVM that has 1 GiB at most.
@Timeout(180)
class MeshAtScaleTest {
    @TempDir private Path directory;

    @Test
    void theResultsOfFiveThousandNodesNeedLessThanAGibibyte() throws Exception {
        Path folder = directory.resolve("run");
        String output = run("-Xmx900m", "5000", "50000", folder);
        assertThat(output).contains("50,000 ordered pairs", "vxlan (50,000 pairs)");
        assertThat(MeshReport.of(folder).run().pairsPossible()).isEqualTo(24_995_000);
        assertThat(Files.size(folder.resolve("report.html"))).isLessThan(20 << 20);
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("each cell is the worst of 50 by 50 nodes", "A sample: 50,000 of");
    }

    @Test
    void aPairThatIsSilentIsCountedAndNamedAsTheWorst() throws Exception {
        Path folder = directory.resolve("run");
        String output = run("-Xmx256m", "9", "10000", folder);
        assertThat(output).contains("72 ordered pairs: 1 silent, 0 with loss");
        MeshReport report = MeshReport.of(folder);
        assertThat(report.healthy()).isFalse();
        assertThat(report.html())
                .contains("<tr><td>node-1</td><td>node-3</td><td class=\"n\">0 of 50</td>")
                .contains("node-1 -> node-3: 100.0 %");
    }

    private static String run(String heap, String nodes, String pairs, Path folder)
            throws IOException, InterruptedException {
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                heap,
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SimulatedMesh.class.getName(),
                                nodes,
                                pairs,
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(output).isZero();
        return output;
    }
}
