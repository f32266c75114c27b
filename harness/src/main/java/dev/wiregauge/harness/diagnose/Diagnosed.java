package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A finding, and the paths whose trouble it explains.
record Diagnosed(Finding finding, Predicate<PathEvidence> explains) {

    static Draft of(String id, String title) {
        return new Draft(id, title);
    }

    /// A finding while it is being written.
    static final class Draft {
        private final String id;
        private final String title;
        private Severity severity = Severity.ERROR;
        private String place = "";
        private String direction = "both";
        private final Set<String> paths = new LinkedHashSet<>();
        private final List<String> evidence = new ArrayList<>();
        private String cause = "";
        private String fix = "";
        private String confidence = "";

        private Draft(String id, String title) {
            this.id = id;
            this.title = title;
        }

        Draft severity(Severity value) {
            severity = value;
            return this;
        }

        Draft at(String value) {
            place = value;
            return this;
        }

        Draft direction(String value) {
            direction = value;
            return this;
        }

        Draft paths(Collection<PathEvidence> hit) {
            hit.forEach(path -> paths.add(path.name()));
            return this;
        }

        Draft evidence(String line) {
            evidence.add(line);
            return this;
        }

        Draft evidence(Collection<String> lines) {
            evidence.addAll(lines);
            return this;
        }

        Draft cause(String value) {
            cause = value;
            return this;
        }

        Draft fix(String value) {
            fix = value;
            return this;
        }

        Draft sure(String value) {
            confidence = value;
            return this;
        }

        Diagnosed explains(Predicate<PathEvidence> paths) {
            return new Diagnosed(finding(), paths);
        }

        /// Explains the paths that it names.
        Diagnosed done() {
            return new Diagnosed(finding(), path -> paths.contains(path.name()));
        }

        private Finding finding() {
            return new Finding(
                    id,
                    title,
                    severity,
                    place,
                    direction,
                    List.copyOf(paths),
                    evidence,
                    cause,
                    fix,
                    confidence);
        }
    }
}
