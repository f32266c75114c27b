package dev.wiregauge.result;

import java.time.Instant;
import java.util.List;

/// A mesh as a whole; stored as `mesh.json` beside its [MeshRow]s.
///
/// @param nodes names, in the order of the heat map
/// @param modes ids of the modes measured
/// @param pairsPossible ordered pairs of nodes there are in each mode
/// @param pairsMeasured in each mode: fewer where the budget allowed no more
/// @param rounds of disjoint pairs, in each mode
/// @param watched whether agents on the nodes watched the wire
/// @param notes what a reader must know
public record MeshRun(
        int schemaVersion,
        String id,
        String wiregaugeVersion,
        String testbed,
        Instant startedAt,
        Instant finishedAt,
        List<String> nodes,
        List<String> modes,
        long pairsPossible,
        long pairsMeasured,
        int rounds,
        boolean watched,
        List<String> notes) {
    public static final int SCHEMA_VERSION = 1;
    public static final String FILE = "mesh.json";

    public MeshRun {
        nodes = List.copyOf(nodes);
        modes = List.copyOf(modes);
        notes = List.copyOf(notes);
    }
}
