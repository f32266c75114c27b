package dev.wiregauge.report.mesh;

import dev.wiregauge.result.MeshRow;
import dev.wiregauge.result.MeshRun;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// What is worth saying of one mode's pairs, gathered in one pass over the rows: nothing here grows
/// with their number.
public final class MeshSummary {
    private static final int WORST = 20;

    /// Silent before lossy before slow.
    private static final Comparator<MeshRow> WORSE =
            Comparator.comparingDouble(MeshSummary::loss).thenComparingInt(MeshRow::medianMicros);

    private final String mode;
    private final HeatMap roundTrips;
    private final HeatMap losses;
    private final HeatMap pathMtus;
    private final PriorityQueue<MeshRow> worst = new PriorityQueue<>(WORSE);
    private final Map<String, Long> encapsulations = new TreeMap<>();
    private final Map<Integer, Long> mtus = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long pairs;
    private long silent;
    private long lossy;
    private long blackHoles;
    private long failed;

    MeshSummary(MeshRun run, String mode) {
        this.mode = mode;
        this.roundTrips = new HeatMap(run.nodes(), Math::max);
        this.losses = new HeatMap(run.nodes(), Math::max);
        this.pathMtus = new HeatMap(run.nodes(), Math::min);
    }

    void add(MeshRow row) {
        pairs++;
        if (row.sent() == 0) {
            failed++;
            if (failures.size() < WORST) {
                failures.add(row.from() + " -> " + row.to() + ": " + row.note());
            }
            return;
        }
        losses.add(row.from(), row.to(), loss(row));
        if (row.answered() > 0) {
            roundTrips.add(row.from(), row.to(), row.medianMicros());
        }
        if (row.pathMtuBytes() > 0) {
            pathMtus.add(row.from(), row.to(), row.pathMtuBytes());
            mtus.merge(row.pathMtuBytes(), 1L, Long::sum);
        }
        silent += row.answered() == 0 ? 1 : 0;
        lossy += row.answered() > 0 && row.answered() < row.sent() ? 1 : 0;
        blackHoles += row.limit().equals("black hole") ? 1 : 0;
        if (!row.encapsulation().isEmpty()) {
            encapsulations.merge(row.encapsulation(), 1L, Long::sum);
        }
        worst.add(row);
        if (worst.size() > WORST) {
            MeshRow _ = worst.poll();
        }
    }

    /// In percent; 100 for a pair that answered nothing.
    static double loss(MeshRow row) {
        return row.sent() == 0 ? 100 : 100.0 * (row.sent() - row.answered()) / row.sent();
    }

    public String mode() {
        return mode;
    }

    HeatMap roundTrips() {
        return roundTrips;
    }

    HeatMap losses() {
        return losses;
    }

    HeatMap pathMtus() {
        return pathMtus;
    }

    /// Worst first.
    List<MeshRow> worst() {
        return worst.stream().sorted(WORSE.reversed()).toList();
    }

    /// Whether every pair that was tried answered everything.
    public boolean healthy() {
        return silent == 0 && lossy == 0 && blackHoles == 0 && failed == 0;
    }

    /// Facts, one sentence each.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%,d ordered pairs: %,d silent, %,d with loss, %,d with a path MTU black hole, %,d not measured"
                        .formatted(pairs, silent, lossy, blackHoles, failed));
        if (roundTrips.filled()) {
            lines.add(
                    "round trips, median of each pair: %.0f us to %.0f us"
                            .formatted(roundTrips.least(), roundTrips.most()));
        }
        if (!mtus.isEmpty()) {
            lines.add("path MTU: " + counts(mtus) + (mtus.size() > 1 ? ": pairs differ" : ""));
        }
        if (!encapsulations.isEmpty()) {
            lines.add(
                    "on the wire: "
                            + counts(encapsulations)
                            + (encapsulations.size() > 1 ? ": pairs differ" : ""));
        }
        lines.addAll(failures);
        return lines;
    }

    private static String counts(Map<?, Long> counts) {
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> "%s (%,d pairs)".formatted(entry.getKey(), entry.getValue()))
                        .toList());
    }
}
