package dev.wiregauge.harness.testbed.kubernetes.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.ScheduledRun;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Base;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Target;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The image of `cluster image --with-harness`, started as the Job of `cluster manifests` starts
/// it.
@RequiresLab
@Tag("full")
@Timeout(180)
class HarnessImageIT {
    private static final String NAME = "localhost/wiregauge-all:test";

    @TempDir private static Path directory;
    private static Optional<Podman> podman = Optional.empty();

    @BeforeAll
    static void buildAndLoad() throws Exception {
        String missing = Podman.missing();
        assumeTrue(missing.isEmpty(), missing);
        Path tar = directory.resolve("image.tar");
        List<Path> harness =
                AgentImage.installedHarness().stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList();
        new AgentImage(
                        AgentProgram.installed().jar(),
                        Files.createDirectory(directory.resolve("work")))
                .build(
                        new ImageRequest(
                                NAME,
                                new Base.SelfContained(),
                                new Target.TarFile(tar, false),
                                harness),
                        phrase -> {});
        podman = Optional.of(new Podman(Files.createDirectory(directory.resolve("storage"))));
        podman.get().run("load", "-i", tar.toString());
    }

    @Test
    void tellsItsVersionAsNobodyOnAReadOnlyRoot() throws Exception {
        assertThat(wiregauge("--version")).startsWith("wiregauge ").contains("Java 25");
    }

    @Test
    void holdsTheCommandsAndTheCatalogue() throws Exception {
        assertThat(wiregauge("run", "--help")).contains("--testbed", "--switch-pool");
        assertThat(wiregauge("scenarios")).contains("compare-modes", "services");
    }

    /// Classes that only a connection needs, down to the TLS and YAML libraries.
    @Test
    void getsAsFarAsLookingForItsServiceAccount() throws Exception {
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> wiregauge("cluster", "check")))
                .hasMessageContaining("no kubeconfig: looked at --kubeconfig");
    }

    /// With the rights of the *restricted* Pod Security level.
    private static String wiregauge(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(ScheduledRun.COMMAND);
        List<String> run =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--rm",
                                "--ulimit=nofile=1024:1024",
                                "--ulimit=nproc=4096:4096",
                                "--read-only",
                                "--cap-drop=ALL",
                                "--security-opt=no-new-privileges",
                                "--user=65532:65532",
                                "--tmpfs=/tmp:rw,size=128m",
                                "--network=none",
                                "--entrypoint=" + command.removeFirst(),
                                NAME));
        run.addAll(command);
        run.addAll(List.of(arguments));
        return podman.orElseThrow().run(run.toArray(String[]::new));
    }
}
