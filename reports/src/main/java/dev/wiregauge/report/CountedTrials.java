package dev.wiregauge.report;

import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which trials of one cell count.
///
/// Of a block that was repeated only the latest attempt counts, whole: a pair is two neighbours in
/// time. Which attempt counts never depends on the values measured.
///
/// @param valid of the latest attempt at their block, verdict pass, measured
/// @param setAside all others, in the order of time
record CountedTrials(List<Trial> valid, List<Trial> setAside) {
    static final CountedTrials NONE = new CountedTrials(List.of(), List.of());

    /// Limited rows have blocks of their own.
    private record Block(int number, Optional<Long> wireLimit) {
        static Block of(Trial trial) {
            return new Block(trial.block(), trial.cell().wireLimitBitsPerSecond());
        }
    }

    static Map<Cell, CountedTrials> byCell(List<Trial> trials) {
        Map<Block, Integer> latest = new HashMap<>();
        trials.forEach(trial -> latest.merge(Block.of(trial), trial.attempt(), Math::max));
        Map<Cell, CountedTrials> byCell = new LinkedHashMap<>();
        for (Trial trial : trials) {
            CountedTrials ofCell =
                    byCell.computeIfAbsent(
                            trial.cell(),
                            cell -> new CountedTrials(new ArrayList<>(), new ArrayList<>()));
            boolean counts =
                    trial.attempt() == latest.getOrDefault(Block.of(trial), 0)
                            && trial.verdict().passed()
                            && trial.measurement().isPresent();
            (counts ? ofCell.valid : ofCell.setAside).add(trial);
        }
        return byCell;
    }
}
