package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintWriter;
import java.io.StringWriter;

@Timeout(30)
class ProgressTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private Progress progress(boolean quiet) {
        Terminal terminal = new Terminal(new PrintWriter(out, true), true, false, 40);
        return new Progress(terminal, quiet, new PrintWriter(errors, true));
    }

    @Test
    void linesAreBrokenBetweenWords() {
        progress(false).step("proving each of the modes that were asked for");
        assertThat(out.toString().lines())
                .containsExactly("  proving each of the modes that were", "    asked for");
    }

    /// Whoever asked for the result alone must still learn why it does not come.
    @Test
    void whereOnlyTheResultIsWantedNotesGoElsewhere() {
        Progress progress = progress(true);
        progress.step("measuring");
        progress.note("another run is measuring");
        assertThat(out.toString()).isEmpty();
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines("wiregauge: another run is measuring");
    }
}
