package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.RunListener;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.stream.Collectors;

/// What the user sees while a run goes on: one live line in a terminal, a line at each tenth
/// elsewhere.
final class Progress implements RunListener {
    private static final int TENTHS = 10;

    private final Terminal terminal;
    private final boolean quiet;
    private final PrintWriter errors;
    private int tenthShown;
    private boolean lineOpen;

    /// @param errors for notes where nothing but the result is to be printed
    Progress(Terminal terminal, boolean quiet, PrintWriter errors) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.errors = errors;
    }

    @Override
    public void step(String what) {
        line("  " + what);
    }

    @Override
    public void proved(WireProof proof) {
        String bytes =
                proof.overheads().stream().map(String::valueOf).collect(Collectors.joining("/"));
        String result =
                switch (proof.verdict()) {
                    case Verdict.Pass pass ->
                            "proved: %s bytes of overhead, largest packet %d"
                                    .formatted(bytes, proof.largestDelivered().orElse(0));
                    case Verdict.Inconclusive inconclusive ->
                            "NOT PROVED: " + inconclusive.reason();
                    case Verdict.Fail fail -> "NOT PROVED: " + String.join("; ", fail.reasons());
                };
        line(
                "    %-6s %s -> %s  %s"
                        .formatted(
                                proof.mode().id(), proof.from().node(), proof.to().node(), result));
    }

    @Override
    public void measured(Trial trial, int done, int total, Duration left) {
        if (trial.verdict() instanceof Verdict.Inconclusive inconclusive
                && trial.measurement().isEmpty()) {
            if (!inconclusive.reason().startsWith("mode not proved")) {
                line(
                        "    trial "
                                + trial.number()
                                + " "
                                + trial.cell().id()
                                + " is inconclusive: "
                                + inconclusive.reason());
            }
        }
        String state =
                "  %3d %%  %d of %d trials, %s left  %s"
                        .formatted(100 * done / total, done, total, clock(left), trial.cell().id());
        if (terminal.live() && !quiet) {
            terminal.out().print("\r\u001b[2K" + terminal.fit(state));
            terminal.out().flush();
            lineOpen = true;
        } else if (done * TENTHS / total > tenthShown) {
            tenthShown = done * TENTHS / total;
            line(state);
        }
    }

    @Override
    public void note(String what) {
        if (quiet) {
            errors.println("wiregauge: " + what);
            errors.flush();
        } else {
            line("  note: " + what);
        }
    }

    /// Ends the live line, before other text.
    void end() {
        if (lineOpen) {
            terminal.out().print("\r\u001b[2K");
            terminal.out().flush();
            lineOpen = false;
        }
    }

    private void line(String text) {
        end();
        if (!quiet) {
            terminal.out().println(terminal.wrap(text));
        }
    }

    private static String clock(Duration left) {
        return "%d:%02d".formatted(left.toMinutes(), left.toSecondsPart());
    }
}
