package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.stream.IntStream;

@Timeout(30)
class TerminalTest {
    private static final String PROOF =
            "    vxlan  node1 -> node2  proved: 50 bytes of overhead, largest packet 1450";

    private static Terminal terminal(boolean live, int width) {
        return new Terminal(new PrintWriter(Writer.nullWriter()), live, false, width);
    }

    @Test
    void longLinesAreBrokenBetweenWordsAndIndented() {
        assertThat(terminal(true, 40).wrap(PROOF).lines())
                .containsExactly(
                        "    vxlan  node1 -> node2  proved: 50",
                        "      bytes of overhead, largest packet",
                        "      1450");
    }

    @Test
    void noLineReachesTheEdgeUnlessOneWordDoes() {
        IntStream.range(20, 100)
                .forEach(width -> {
                    String wrapped = terminal(true, width).wrap(PROOF);
                    assertThat(wrapped.lines())
                            .as("%d columns", width)
                            .allMatch(line -> line.length() < width);
                    assertThat(wrapped.split("\\s+", -1)).containsExactly(PROOF.split("\\s+", -1));
                });
        assertThat(terminal(true, 20).wrap("  a-word-that-is-wider-than-the-terminal and more"))
                .isEqualTo("  a-word-that-is-wider-than-the-terminal\n    and more");
    }

    @Test
    void logsKeepEachLineWhole() {
        assertThat(terminal(false, 40).wrap(PROOF)).isEqualTo(PROOF);
        assertThat(terminal(true, 80).wrap(PROOF)).isEqualTo(PROOF);
    }

    @Test
    void whatIsWrittenOverIsCut() {
        assertThat(terminal(true, 20).fit("  37 %  9 of 24 trials"))
                .isEqualTo("  37 %  9 of 24 tr…");
        assertThat(terminal(true, 30).fit("  37 %  9 of 24 trials"))
                .isEqualTo("  37 %  9 of 24 trials");
    }
}
