package dev.wiregauge.report.gate;

import dev.wiregauge.report.JunitXml;
import dev.wiregauge.result.Verdict;

import java.util.List;

/// The gate's checks as test cases, a suite per rule.
public final class GateJunit {
    private GateJunit() {}

    public static String render(GateResult result) {
        List<JunitXml.Case> cases =
                result.refused().isPresent()
                        ? List.of(
                                new JunitXml.Case(
                                        "environment",
                                        "baseline and candidate ran on like machines",
                                        0,
                                        new Verdict.Inconclusive(result.refused().get())))
                        : result.checks().stream().map(GateJunit::testCase).toList();
        return JunitXml.write("wiregauge gate " + result.policy().name(), cases);
    }

    private static JunitXml.Case testCase(Check check) {
        String what =
                check.change().isEmpty()
                        ? check.arithmetic()
                        : check.change() + ": " + check.arithmetic();
        Verdict verdict =
                switch (check.outcome()) {
                    case PASS, IMPROVEMENT -> new Verdict.Pass();
                    case REGRESSION -> new Verdict.Fail(List.of(what));
                    case INCONCLUSIVE, NO_DATA ->
                            new Verdict.Inconclusive(check.outcome().word() + ", " + what);
                };
        return new JunitXml.Case(check.rule(), check.cell(), 0, verdict);
    }
}
