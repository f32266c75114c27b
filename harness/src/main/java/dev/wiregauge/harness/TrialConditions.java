package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Variant;

import java.util.Optional;

/// What the testbed must be set to before a trial: the mode where modes take turns, the rate of the
/// uplinks, the MTU of the pods. Touches nothing that is already so; closing puts back what it
/// found.
final class TrialConditions implements AutoCloseable {
    private final Scenario scenario;
    private final Testbed testbed;
    private Optional<Long> rateInForce = Optional.empty();
    private Optional<Integer> mtuInForce = Optional.empty();

    TrialConditions(Scenario scenario, Testbed testbed) {
        this.scenario = scenario;
        this.testbed = testbed;
    }

    void enter(Mode mode) {
        testbed.enter(mode);
    }

    void set(Cell cell) {
        enter(cell.mode());
        limitUplinks(cell.wireLimitBitsPerSecond());
        setPodMtu(
                cell.variant()
                        .flatMap(variant -> scenario.variant(variant.name()))
                        .flatMap(Variant::podMtu));
    }

    private void limitUplinks(Optional<Long> wanted) {
        if (wanted.equals(rateInForce)) {
            return;
        }
        Testbed.UplinkLimit uplinks = testbed.uplinkLimit().orElseThrow();
        wanted.ifPresentOrElse(uplinks::limit, uplinks::lift);
        rateInForce = wanted;
    }

    private void setPodMtu(Optional<Integer> wanted) {
        if (wanted.equals(mtuInForce)) {
            return;
        }
        testbed.podMtu().orElseThrow().set(wanted);
        mtuInForce = wanted;
    }

    @Override
    public void close() {
        limitUplinks(Optional.empty());
        setPodMtu(Optional.empty());
    }
}
