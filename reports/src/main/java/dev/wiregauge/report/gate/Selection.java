package dev.wiregauge.report.gate;

import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.Optional;

/// Which cells a rule is about.
///
/// @param limited whether the limited rows of scenarios are meant; the others are where it is empty
record Selection(
        Optional<List<Mode>> modes,
        Optional<List<Path>> paths,
        Optional<List<String>> workloads,
        Optional<Boolean> limited) {
    static Selection of(Policy.Change rule) {
        return new Selection(rule.modes(), rule.paths(), rule.workloads(), rule.limited());
    }

    boolean includes(Cell cell) {
        return modes.map(each -> each.contains(cell.mode())).orElse(true)
                && paths.map(each -> each.contains(cell.path())).orElse(true)
                && workloads.map(each -> each.contains(cell.workload().id())).orElse(true)
                && cell.ofLimitedRow() == limited.orElse(false);
    }
}
