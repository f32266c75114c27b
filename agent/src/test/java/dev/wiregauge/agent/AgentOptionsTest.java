package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

@Timeout(10)
class AgentOptionsTest {
    private static AgentOptions parse(String line) {
        return AgentOptions.parse(line.split(" ", -1));
    }

    @Test
    void silenceOfAMinuteIsTheDefault() {
        assertThat(parse("--name a --node b"))
                .isEqualTo(new AgentOptions("a", "b", Duration.ofSeconds(60), 50));
        assertThat(parse("--dead-man 5 --node b --name a").deadMan())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --name a                         | option --node is required
                    --name                           | option --name lacks its value
                    --name a --node b --dead-man 0   | option --dead-man is "0", allowed: 1 to 86400
                    --name a --node b --dead-man 1.5 | option --dead-man is "1.5", allowed: 1 to 86400
                    """)
    void refusesInOneLine(String line, String message) {
        assertThatThrownBy(() -> parse(line)).hasMessage(message);
    }
}
