package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/// An agent that is not what it should be ends the run in order, by name, in bounded time and
/// memory; the lab goes away all the same.
@RequiresLab
@Timeout(180)
class HostileAgentIT {
    private static final String HELLO =
            "{\"id\":0,\"event\":{\"type\":\"hello\",\"protocol\":99,\"version\":\"9\",\"name\":\"x\",\"pid\":1,\"architecture\":\"x86-64\",\"startNs\":1}}";

    @TempDir private Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo 'I am no agent'                    | broke the protocol",
                "tr '\\0' x </dev/zero                   | longer than",
                "cat /dev/urandom                        | broke the protocol",
                "echo dying >&2; exit 1                  | ended",
                "echo '" + HELLO + "'; exec cat >/dev/null | speaks protocol 99"
            })
    void isNamedAndLeavesNothing(String behaviour, String said) throws Exception {
        String run = TestRun.newId();
        Testbed testbed =
                new LabTestbed(
                        LabOptions.STANDARD,
                        new AgentProgram(javaThat(behaviour), AgentProgram.installed().classPath()),
                        new Journals(dir.resolve("journals")).open(run, "test", Instant.now()));
        try (testbed) {
            assertThatThrownBy(() -> testbed.place(TestLab.plan(2, Mode.VXLAN), step -> {}))
                    .isInstanceOf(AgentLostException.class)
                    .hasMessageContaining("vxlan-2")
                    .hasMessageContaining(said);
        }
        try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
            assertThat(namespaces.map(Path::toString)).noneMatch(name -> name.contains(run));
        }
    }

    /// A `java` that behaves so for one pod, and is the real one for all else.
    private Path javaThat(String behaviour) throws IOException {
        Path script = dir.resolve("java");
        Files.writeString(
                script,
                """
                #!/bin/sh
                case "$*" in
                *"--name vxlan-2 "*) %s; exit ;;
                esac
                exec '%s' "$@"
                """
                        .formatted(behaviour, AgentProgram.installed().java()));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }
}
