package dev.wiregauge.harness.testbed.kubernetes.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentCommand.TaggedDatagram;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Base;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Target;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The image as it is shipped, run in containers with the rights that pods get.
@RequiresLab
@Timeout(120)
class AgentImageIT {
    private static final String NAME = "localhost/wiregauge-agent:test";
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String COOKIE = "00112233445566778899aabbccddeeff";

    @TempDir private static Path directory;
    private static String digest = "";
    private static Optional<Podman> podman = Optional.empty();
    private static final List<String> CONTAINERS = new ArrayList<>();

    @BeforeAll
    static void buildAndLoad() throws Exception {
        String missing = Podman.missing();
        assumeTrue(missing.isEmpty(), missing);
        Path tar = directory.resolve("image.tar");
        digest = build("one", tar).digest();
        podman = Optional.of(new Podman(Files.createDirectory(directory.resolve("storage"))));
        podman.get().run("load", "-i", tar.toString());
    }

    @AfterAll
    static void removeContainers() throws Exception {
        for (String container : CONTAINERS) {
            podman.orElseThrow().run("rm", "-f", "-t", "0", container);
        }
    }

    private static AgentImage.Built build(String work, Path tar) throws Exception {
        return new AgentImage(
                        AgentProgram.installed().jar(),
                        Files.createDirectory(directory.resolve(work)))
                .build(
                        new ImageRequest(
                                NAME, new Base.SelfContained(), new Target.TarFile(tar, false)),
                        phrase -> {});
    }

    @Test
    void runsAsNobodyWithoutCapabilitiesOnAReadOnlyRoot() throws Exception {
        try (AgentConnection agent =
                agent("--user", "65532:65532", "--security-opt=no-new-privileges")) {
            assertThat(agent.awaitHello(DEADLINE).name()).isEqualTo("tested");
            assertThat(agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Pong());
        }
    }

    @Test
    void capturesThroughTheLibpcapItCarries() throws Exception {
        try (AgentConnection agent =
                agent("--user", "0:0", "--cap-add=NET_RAW", "--cap-add=NET_ADMIN")) {
            agent.awaitHello(DEADLINE);
            int port =
                    agent.ask(
                                    new AgentCommand.Serve(COOKIE, 0, Optional.empty()),
                                    AgentEvent.Serving.class,
                                    DEADLINE)
                            .port();
            agent.ask(
                    new AgentCommand.StartCapture("c", "lo", "udp", 256),
                    AgentEvent.CaptureStarted.class,
                    DEADLINE);
            agent.ask(
                    new AgentCommand.SendTags(
                            COOKIE, "127.0.0.1", port, List.of(new TaggedDatagram(7, 200, true))),
                    AgentEvent.TagsSent.class,
                    DEADLINE);
            AgentEvent.CaptureDone done =
                    agent.ask(
                            new AgentCommand.StopCapture("c", COOKIE),
                            AgentEvent.CaptureDone.class,
                            DEADLINE);
            assertThat(done.received()).isPositive();
            assertThat(done.sightings()).containsKey("7");
        }
    }

    @Test
    void theSameInputGivesTheSameImage() throws Exception {
        assertThat(build("two", directory.resolve("again.tar")).digest()).isEqualTo(digest);
    }

    /// As a kubelet runs it: no capability but those given, nothing writable but `/tmp`.
    private static AgentConnection agent(String... rights) throws Exception {
        List<String> run =
                new ArrayList<>(
                        List.of(
                                "run",
                                "-d",
                                "--ulimit=nofile=1024:1024",
                                "--ulimit=nproc=4096:4096",
                                "--read-only",
                                "--cap-drop=ALL",
                                "--tmpfs=/tmp:rw,size=128m",
                                "--network=none"));
        run.addAll(Arrays.asList(rights));
        run.add(NAME);
        String container =
                podman.orElseThrow().run(run.toArray(String[]::new)).lines().toList().getLast();
        CONTAINERS.add(container);
        AgentProgram inImage = new AgentProgram(Path.of("java"), "/wiregauge/agent.jar");
        return new AgentConnection(
                "tested",
                "node",
                "127.0.0.1",
                podman.orElseThrow().exec(container, inImage.agent("tested", "node", List.of())));
    }
}
