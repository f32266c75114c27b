package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(20)
class ExternalProgramsTest {
    private final ExternalPrograms programs = new ExternalPrograms();

    @Test
    void returnsWhatTheProgramWrote() {
        assertThat(programs.run(new Command(List.of("cat"), "one\ntwo\n"))).isEqualTo("one\ntwo\n");
    }

    @Test
    void failureCarriesTheCommandAndItsError() {
        assertThatThrownBy(() -> programs.run(Command.of("sh", "-c", "echo no luck >&2; exit 7")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("sh -c")
                .hasMessageContaining("no luck");
    }

    @Test
    void failureOfABatchNamesTheLine() {
        assertThatThrownBy(() ->
                        programs.run(
                                new Command(
                                        List.of(
                                                "sh",
                                                "-c",
                                                "cat >/dev/null; echo 'Command failed -:2' >&2; exit 1"),
                                        "first\nsecond\nthird\n")))
                .hasMessageContaining("line 2: second");
    }

    @Test
    void programThatIsNotInstalledIsNamed() {
        assertThatThrownBy(() -> programs.run(Command.of("no-such-program-of-wiregauge")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no-such-program-of-wiregauge")
                .hasMessageContaining("setup");
    }

    @Test
    void programThatReadsNothingOfALongInputIsNotWaitedFor() {
        assertThat(programs.run(new Command(List.of("true"), "x".repeat(1 << 20)))).isEmpty();
    }
}
