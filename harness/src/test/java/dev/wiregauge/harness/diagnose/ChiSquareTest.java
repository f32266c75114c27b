package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ChiSquareTest {
    /// Critical values of the usual tables (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
    @Test
    void agreesWithPrintedTables() {
        assertThat(ChiSquare.upperTail(3.841, 1)).isCloseTo(0.05, within(1e-4));
        assertThat(ChiSquare.upperTail(5.991, 2)).isCloseTo(0.05, within(1e-4));
        assertThat(ChiSquare.upperTail(11.345, 3)).isCloseTo(0.01, within(1e-4));
        assertThat(ChiSquare.upperTail(22.458, 6)).isCloseTo(0.001, within(1e-4));
    }

    @Test
    void equalSharesAreNoSurpriseAndANeverChosenOneIs() {
        assertThat(ChiSquare.uniform(new long[] {16, 16, 16})).isEqualTo(1);
        assertThat(ChiSquare.uniform(new long[] {24, 24, 0})).isLessThan(1e-4);
        assertThat(ChiSquare.uniform(new long[] {18, 30})).isGreaterThan(0.05);
    }
}
