package dev.wiregauge.result;

import java.util.List;

/// A diagnosed fault.
///
/// @param id catalogue id, such as `F02`
/// @param place where the fault sits, such as `node-2 uplink`
/// @param direction such as `node-1 -> node-2`, or `both`
/// @param evidence the facts that disagree, each traceable to the run folder
/// @param fix a command or a manifest line
/// @param confidence how sure, and why
public record Finding(
        String id,
        String title,
        Severity severity,
        String place,
        String direction,
        List<String> paths,
        List<String> evidence,
        String cause,
        String fix,
        String confidence) {

    public Finding {
        paths = List.copyOf(paths);
        evidence = List.copyOf(evidence);
    }

    /// Worst last, so that the natural order ranks.
    public enum Severity {
        INFO,
        WARNING,
        ERROR,
        CRITICAL
    }
}
