package dev.wiregauge.harness.testbed.kubernetes.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.ScheduledRun;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Base;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The image that a Job runs, started with the Job's own command and rights.
@RequiresLab
@Timeout(180)
class HarnessImageIT {
    private static final String NAME = "localhost/wiregauge-agent:with-harness";

    @TempDir private Path directory;

    @Test
    void runsTheHarnessAsNobodyOnAReadOnlyRoot() throws Exception {
        String missing = Podman.missing();
        assumeTrue(missing.isEmpty(), missing);
        Path tar = directory.resolve("image.tar");
        AgentImage.Built _ =
                new AgentImage(
                                AgentProgram.installed().jar(),
                                Files.createDirectory(directory.resolve("work")))
                        .build(
                                new ImageRequest(
                                        NAME,
                                        new Base.SelfContained(),
                                        new Target.TarFile(tar, false),
                                        AgentImage.installedHarness()),
                                phrase -> {});
        Podman podman = new Podman(Files.createDirectory(directory.resolve("storage")));
        podman.run("load", "-i", tar.toString());
        assertThat(harness(podman, "scenarios")).contains("compare-modes");
        assertThat(harness(podman, "cluster", "rbac")).contains("pods/exec");
    }

    private static String harness(Podman podman, String... arguments) throws Exception {
        List<String> run =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--rm",
                                "--user=65532:65532",
                                "--security-opt=no-new-privileges",
                                "--cap-drop=ALL",
                                "--ulimit=nofile=1024:1024",
                                "--ulimit=nproc=4096:4096",
                                "--read-only",
                                "--tmpfs=/tmp:rw,size=128m",
                                "--network=none",
                                "--env=HOME=/tmp",
                                "--entrypoint=" + ScheduledRun.COMMAND.getFirst(),
                                NAME));
        run.addAll(ScheduledRun.COMMAND.subList(1, ScheduledRun.COMMAND.size()));
        run.addAll(Arrays.asList(arguments));
        return podman.run(run.toArray(String[]::new));
    }
}
