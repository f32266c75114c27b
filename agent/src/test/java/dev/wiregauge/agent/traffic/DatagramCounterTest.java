package dev.wiregauge.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Measurement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DatagramCounterTest {
    private final DatagramCounter counter = new DatagramCounter(100);

    private void count(long... sequences) {
        for (long sequence : sequences) {
            counter.count(sequence, 0, 0);
        }
    }

    private Measurement.DatagramFacts facts() {
        return counter.facts();
    }

    @Test
    void countsNothingOutsideTheWindow() {
        count(1, 2, 3);
        counter.start();
        count(4, 5);
        counter.stop();
        count(6);
        assertThat(facts()).isEqualTo(new Measurement.DatagramFacts(100, 2, 0, 0, 0, 0));
    }

    @Test
    void tellsLossFromReorderingAndDuplicates() {
        counter.start();
        count(10, 11, 13, 12, 13, 16, 10);
        assertThat(facts().received()).isEqualTo(5);
        assertThat(facts().lost()).isEqualTo(2);
        assertThat(facts().reordered()).isEqualTo(1);
        assertThat(facts().duplicated()).isEqualTo(2);
        assertThat(facts().lossRatio()).isEqualTo(2.0 / 7);
    }

    @Test
    void whatWasSentBeforeTheWindowIsNoPartOfIt() {
        counter.start();
        count(10, 8, 9, 11);
        assertThat(facts().received()).isEqualTo(2);
        assertThat(facts().lost()).isZero();
    }

    @Test
    void theFirstDatagramAfterTheWindowShowsWhatWasLostAtItsEnd() {
        counter.start();
        count(0, 1);
        counter.stop();
        counter.closeGap(10);
        assertThat(facts().lost()).isEqualTo(8);
    }

    @Test
    void aLongGapDoesNotMakeNewDatagramsLookLikeDuplicates() {
        counter.start();
        count(5);
        long later = 5 + (1 << 16);
        count(later, later + 1, later + 3 * (1 << 16) + 7);
        assertThat(facts().duplicated()).isZero();
        assertThat(facts().received()).isEqualTo(4);
    }

    @Test
    void jitterFollowsTheFormulaOfRfc3550() {
        counter.start();
        counter.count(0, 0, 1000);
        counter.count(1, 100, 1100);
        assertThat(facts().jitterNs()).as("equal transit").isZero();
        counter.count(2, 200, 1360);
        assertThat(facts().jitterNs()).as("160 / 16").isEqualTo(10);
        counter.count(3, 300, 1300);
        assertThat(facts().jitterNs()).as("10 + (160 - 10) / 16").isEqualTo(19);
    }
}
