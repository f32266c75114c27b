package dev.wiregauge.harness;

import dev.wiregauge.report.Partners;
import dev.wiregauge.report.stats.StoppingRule;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `--repeats auto`: measure until every ratio to the reference is known as narrowly as asked.
/// Pure.
///
/// Looks at goodput and at round trips a second, on the paths that cross nodes: the control on one
/// node and the host baseline are not what is compared.
///
/// @param reference the mode or variant that ratios refer to
/// @param seed of the bootstrap
public record AutoRepeats(StoppingRule rule, String reference, long seed) {

    /// @return how many blocks to have before asking again, or empty to stop; and why
    StoppingRule.Decision decide(List<Trial> trials) {
        List<double[]> ratios = new ArrayList<>();
        Map<Cell, Map<Integer, Double>> values = values(trials);
        values.forEach((cell, byBlock) -> {
            if (!cell.contender().equals(reference)) {
                Partners.of(cell, reference, values.keySet())
                        .ifPresent(partner ->
                                ratios.add(
                                        logRatios(
                                                byBlock, values.getOrDefault(partner, Map.of()))));
            }
        });
        if (ratios.isEmpty()) {
            return new StoppingRule.Decision(
                    Optional.empty(), "no two modes or variants can be compared");
        }
        return rule.decide(ratios, seed);
    }

    private static double[] logRatios(
            Map<Integer, Double> candidate, Map<Integer, Double> reference) {
        return candidate.entrySet().stream()
                .filter(entry -> reference.containsKey(entry.getKey()))
                .mapToDouble(entry ->
                        Math.log(entry.getValue() / reference.getOrDefault(entry.getKey(), 1.0)))
                .toArray();
    }

    /// The latest valid value of each block.
    private static Map<Cell, Map<Integer, Double>> values(List<Trial> trials) {
        Map<Cell, Map<Integer, Double>> values = new HashMap<>();
        for (Trial trial : trials) {
            boolean compared =
                    !trial.cell().ofLimitedRow()
                            && trial.cell().path() != Path.POD_POD_SAME_NODE
                            && trial.cell().mode() != Mode.HOST;
            if (compared && trial.verdict().passed()) {
                trial.measurement()
                        .ifPresent(measured ->
                                values.computeIfAbsent(trial.cell(), cell -> new TreeMap<>())
                                        .put(
                                                trial.block(),
                                                value(trial.cell().workload(), measured)));
            }
        }
        return values;
    }

    private static double value(Workload workload, Measurement measured) {
        return measured.transactions() > 0 && !(workload instanceof Workload.TcpStream)
                ? measured.transactionsPerSecond()
                : measured.goodputBitsPerSecond();
    }
}
