package dev.wiregauge.harness;

import dev.wiregauge.report.Partners;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// From proofs and trials to the verdict of the run. Pure.
final class Judgement {
    /// Below five pairs the exact signed-rank interval cannot reach 90 %.
    static final int LEAST_PAIRS = 5;

    private Judgement() {}

    /// Why a mode's trials may not count, by mode; a mode that is proved in both directions is not
    /// in it.
    static Map<Mode, String> unproved(List<WireProof> proofs) {
        Map<Mode, String> reasons = new LinkedHashMap<>();
        for (WireProof proof : proofs) {
            switch (proof.verdict()) {
                case Verdict.Pass pass -> {}
                case Verdict.Inconclusive inconclusive ->
                        reasons.putIfAbsent(proof.mode(), inconclusive.reason());
                case Verdict.Fail fail ->
                        reasons.putIfAbsent(proof.mode(), String.join("; ", fail.reasons()));
            }
        }
        return reasons;
    }

    /// As [#unproved], but for the mode that promises nothing of the wire: what the cluster does as
    /// it is may be measured unwatched, if only its packets arrive. The run stays Inconclusive.
    static Map<Mode, String> withoutNumbers(List<WireProof> proofs) {
        Map<Mode, String> reasons = unproved(proofs);
        Map<Mode, List<WireProof>> byMode =
                proofs.stream().collect(Collectors.groupingBy(WireProof::mode));
        reasons.keySet()
                .removeIf(mode ->
                        mode == Mode.CURRENT
                                && byMode.getOrDefault(mode, List.of()).stream()
                                        .allMatch(ProofJudge::deliveredUnwatched));
        return reasons;
    }

    /// Pass if every mode is proved and every cell has enough pairs with its reference.
    ///
    /// @param reference the mode or variant that ratios refer to
    static Verdict judge(List<WireProof> proofs, List<Trial> trials, String reference) {
        List<String> reasons = new ArrayList<>();
        Map<Mode, String> unproved = unproved(proofs);
        unproved.forEach((mode, reason) -> reasons.add(mode.id() + " is not proved: " + reason));
        reasons.addAll(thinCells(trials, reference, unproved.keySet()));
        return reasons.isEmpty()
                ? new Verdict.Pass()
                : new Verdict.Inconclusive(String.join("; ", reasons));
    }

    /// A sentence for each shortage, with one cell as its example and how many share it.
    private static List<String> thinCells(
            List<Trial> trials, String reference, Set<Mode> unproved) {
        Map<Cell, Set<Integer>> valid = validBlocks(trials);
        Map<String, List<Cell>> byShortage = new LinkedHashMap<>();
        valid.forEach((cell, blocks) -> {
            long pairs = pairs(cell, blocks, valid, reference);
            if (pairs < needed(cell, trials)
                    && !unproved.contains(cell.mode())
                    && !partner(cell, valid, reference)
                            .map(other -> unproved.contains(other.mode()))
                            .orElse(false)) {
                byShortage
                        .computeIfAbsent(
                                "%d valid %s, needed: %d%s"
                                        .formatted(
                                                pairs,
                                                pairs == 1 ? "pair" : "pairs",
                                                needed(cell, trials),
                                                whyNot(cell, trials)),
                                shortage -> new ArrayList<>())
                        .add(cell);
            }
        });
        return byShortage.entrySet().stream()
                .map(entry -> {
                    int others = entry.getValue().size() - 1;
                    String cells =
                            entry.getValue().getFirst().id()
                                    + (others == 0
                                            ? " has "
                                            : " and "
                                                    + others
                                                    + (others == 1
                                                            ? " more cell have "
                                                            : " more cells have "));
                    return cells + entry.getKey();
                })
                .toList();
    }

    /// A limited row has its own, smaller number of blocks.
    private static long needed(Cell cell, List<Trial> trials) {
        long planned =
                trials.stream()
                        .filter(trial -> trial.cell().equals(cell))
                        .map(Trial::block)
                        .distinct()
                        .count();
        return cell.ofLimitedRow() ? Math.min(planned, LEAST_PAIRS) : LEAST_PAIRS;
    }

    /// Blocks in which the latest attempt of each cell counted.
    private static Map<Cell, Set<Integer>> validBlocks(List<Trial> trials) {
        Map<Cell, Map<Integer, Boolean>> latest = new LinkedHashMap<>();
        for (Trial trial : trials) {
            latest.computeIfAbsent(trial.cell(), cell -> new TreeMap<>())
                    .put(trial.block(), trial.verdict().passed());
        }
        Map<Cell, Set<Integer>> valid = new LinkedHashMap<>();
        latest.forEach((cell, blocks) ->
                valid.put(
                        cell,
                        blocks.entrySet().stream()
                                .filter(Map.Entry::getValue)
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet())));
        return valid;
    }

    private static long pairs(
            Cell cell, Set<Integer> blocks, Map<Cell, Set<Integer>> valid, String reference) {
        Set<Integer> partner =
                partner(cell, valid, reference)
                        .map(other -> valid.getOrDefault(other, blocks))
                        .orElse(blocks);
        return blocks.stream().filter(partner::contains).count();
    }

    private static Optional<Cell> partner(
            Cell cell, Map<Cell, Set<Integer>> valid, String reference) {
        return Partners.of(cell, reference, valid.keySet());
    }

    private static String whyNot(Cell cell, List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.cell().equals(cell) && !trial.verdict().passed())
                .map(trial ->
                        trial.verdict() instanceof Verdict.Inconclusive i
                                ? " (" + i.reason() + ")"
                                : "")
                .findFirst()
                .orElse("");
    }
}
