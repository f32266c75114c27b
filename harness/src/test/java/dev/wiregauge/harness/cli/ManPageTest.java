package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import picocli.CommandLine;

import java.util.Objects;

@Timeout(60)
class ManPageTest {
    private static String page(String... words) {
        CommandLine command = Main.commandLine();
        for (String word : words) {
            command = Objects.requireNonNull(command.getSubcommands().get(word));
        }
        return ManPage.of(command.getCommandSpec(), "1.2.3");
    }

    @Test
    void hasTheSectionsThatAReaderExpectsInTheirOrder() {
        assertThat(page("gate").lines().filter(line -> line.startsWith(".SH ")))
                .containsExactly(
                        ".SH NAME",
                        ".SH SYNOPSIS",
                        ".SH DESCRIPTION",
                        ".SH ARGUMENTS",
                        ".SH OPTIONS",
                        ".SH EXAMPLES",
                        ".SH EXIT STATUS",
                        ".SH SEE ALSO");
        assertThat(page()).contains("1.2.3", ".SH COMMANDS", "\\fBwiregauge-compare\\fR(1)");
    }

    @Test
    void writesOptionsSoThatTheyCanBeCopied() {
        assertThat(page("compare"))
                .contains("\\fB\\-\\-modes\\fR=\\fIMODE\\fR,...\n")
                .contains("(default: 60)")
                .doesNotContain("${");
    }

    @Test
    void startsNoLineOfTextWithARequest() {
        assertThat(page("scenario", "new").lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|nf|fi|nh|ad)( .*)?"));
    }
}
