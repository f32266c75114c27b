package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.StringReader;

@Timeout(10)
class CommandReaderTest {
    @Test
    void linesOfAnyLengthUpToTheLimitComeWhole() throws Exception {
        String longest = "y".repeat(20_000);
        CommandReader reader =
                new CommandReader(new StringReader("a\n\n" + longest + "\nrest"), 20_000);
        assertThat(reader.read()).contains("a");
        assertThat(reader.read()).contains("");
        assertThat(reader.read()).contains(longest);
        assertThat(reader.read()).as("half a line is none").isEmpty();
    }

    @Test
    void aLineBeyondTheLimitIsRefused() {
        CommandReader reader = new CommandReader(new StringReader("x".repeat(101) + "\n"), 100);
        assertThatThrownBy(reader::read)
                .isInstanceOf(CommandReader.LineTooLongException.class)
                .hasMessage("a line is longer than 100 characters");
    }
}
