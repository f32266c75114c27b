package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.RunFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whole diagnoses through the real command: what it prints, writes and ends with.
@RequiresLab
@Timeout(240)
class DiagnoseIT {
    @TempDir private Path dir;

    private MainTest.Result diagnose(String out, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "diagnose",
                                "--modes",
                                "vxlan",
                                "--fault",
                                "stale-pod-mtu",
                                "--out",
                                dir.resolve(out).toString()));
        arguments.addAll(List.of(more));
        return MainTest.run(arguments.toArray(String[]::new));
    }

    @Test
    void aWarningFailsWhereWarningsAreToFailAndIsToldEverywhere() throws IOException {
        MainTest.Result result = diagnose("run", "--fail-on", "warning");
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out())
                .containsSubsequence(
                        "fails on           warning and worse",
                        "broken on purpose  stale-pod-mtu",
                        "node1 ",
                        "1 warning",
                        "F05",
                        "fix:",
                        "Largest right pod MTU:",
                        "1500 (underlay) - 50 (VXLAN) = 1450",
                        "Next:",
                        "report.html");
        Path folder = dir.resolve("run");
        String html = Files.readString(folder.resolve(RunFolder.REPORT));
        assertThat(html).contains("F05").contains("the fault sits at: pod vxlan-");
        assertThat(folder.resolve("findings.sarif")).content().contains("\"F05\"");
        assertThat(folder.resolve("findings.xml")).content().contains("<failure ");

        Files.delete(folder.resolve(RunFolder.REPORT));
        MainTest.Result again = MainTest.run("report", folder.toString());
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("F05");
        assertThat(folder.resolve(RunFolder.REPORT)).content().isEqualTo(html);
        MainTest.Result export = MainTest.run("report", folder.toString(), "--export", "csv");
        assertThat(export.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(export.err()).contains("holds a diagnosis");
    }

    @Test
    void theSameWarningPassesWhereErrorsAreToFailAndJsonIsTheFile() throws IOException {
        MainTest.Result result = diagnose("run", "--json");
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.PASS);
        assertThat(result.out())
                .isEqualTo(Files.readString(dir.resolve("run").resolve(RunFolder.FINDINGS)));
        Diagnosis diagnosis = RecordJson.read(result.out(), Diagnosis.class);
        assertThat(diagnosis.findings())
                .filteredOn(finding -> finding.severity() != Finding.Severity.INFO)
                .extracting(Finding::id)
                .containsExactly("F05");
    }

    @Test
    void anAgentThatDiesIsToldAndIsNoAllClear() throws Exception {
        try (HarnessProcess harness =
                HarnessProcess.start(
                        "diagnose", "--modes", "vxlan", "--out", dir.resolve("run").toString())) {
            harness.await(line -> line.contains("reading the kernels"));
            ProcessHandle agent =
                    harness.handle()
                            .descendants()
                            .filter(process ->
                                    process.info().commandLine().orElse("").contains("vxlan-2"))
                            .findFirst()
                            .orElseThrow();
            agent.destroyForcibly();
            assertThat(harness.awaitEnd())
                    .as(harness.text())
                    .isIn(ExitCode.FAILED, ExitCode.INCONCLUSIVE);
            assertThat(harness.text()).contains("could not check").contains("vxlan-2");
        }
        assertThat(dir.resolve("run").resolve(RunFolder.REPORT))
                .content()
                .contains("could not check");
    }
}
