package dev.wiregauge.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(20)
class DelayWireTest {
    @Test
    void readsItsArguments() {
        assertThat(
                        DelayWire.Settings.of(
                                List.of(
                                        "--devices", "a,b",
                                        "--delay-micros", "10000",
                                        "--jitter-micros", "20")))
                .isEqualTo(new DelayWire.Settings(List.of("a", "b"), 10_000, 20));
    }

    @Test
    void refusesWhatItDoesNotKnowAndSaysWhatIsAllowed() {
        assertThatThrownBy(() -> DelayWire.Settings.of(List.of("--devices", "a")))
                .hasMessageContaining("two names with a comma");
        assertThatThrownBy(() ->
                        DelayWire.Settings.of(List.of("--devices", "a,b", "--delay-micros", "-1")))
                .hasMessage("--delay-micros is -1, allowed: 0 to 9999999");
        assertThatThrownBy(() -> DelayWire.Settings.of(List.of("--loss", "1")))
                .hasMessageContaining("--loss is not known");
    }
}
