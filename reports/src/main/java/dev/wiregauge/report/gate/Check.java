package dev.wiregauge.report.gate;

/// One rule applied to one cell, with the arithmetic that led to its outcome.
///
/// @param rule the rule in words, such as `goodput against reference: at most 3 % worse`
/// @param cell such as `vxlan/pod-service/tcp_stream`
/// @param change in words, such as `−1.2 % (−2.0 to −0.3 %)`; empty where there is none
/// @param arithmetic every number that the outcome follows from
public record Check(String rule, String cell, Outcome outcome, String change, String arithmetic) {

    /// Ordered from the best to the worst for a release.
    public enum Outcome {
        IMPROVEMENT("improvement"),
        PASS("pass"),
        NO_DATA("no data"),
        INCONCLUSIVE("inconclusive"),
        REGRESSION("regression");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
