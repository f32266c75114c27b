package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.Budget;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run may take of a network that others use.
final class BudgetFlags {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})([kmgt]?)(bit|b)?");
    private static final int MOST_MINUTES = 24 * 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--max-rate",
            paramLabel = "BITS",
            description =
                    "Offer no more than this many bits a second in any trial, such as 500m or 2g.")
    private Optional<String> maxRate = Optional.empty();

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            description =
                    "Move no more than this many bytes in the whole run, such as 20g: measuring then ends.")
    private Optional<String> maxBytes = Optional.empty();

    @Option(
            names = "--max-minutes",
            paramLabel = "N",
            description =
                    "Refuse a plan with more minutes of traffic (default: 60 in a cluster, none in the lab).")
    private Optional<Integer> maxMinutes = Optional.empty();

    Budget budget() {
        try {
            return new Budget(
                    maxRate.map(text -> amount("--max-rate", text)),
                    maxBytes.map(text -> amount("--max-bytes", text)));
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
    }

    /// @param standard in minutes, where the user says nothing
    void refuseLonger(Duration traffic, Optional<Integer> standard) {
        maxMinutes
                .filter(minutes -> minutes < 1 || minutes > MOST_MINUTES)
                .ifPresent(minutes -> {
                    throw refusal(
                            "--max-minutes is %d, allowed: 1 to %d"
                                    .formatted(minutes, MOST_MINUTES));
                });
        maxMinutes
                .or(() -> standard)
                .filter(minutes -> traffic.compareTo(Duration.ofMinutes(minutes)) > 0)
                .ifPresent(minutes -> {
                    throw refusal(
                            "the plan holds %d minutes of traffic, allowed: %d; fewer --repeats or --modes, or --max-minutes %d"
                                    .formatted(
                                            traffic.toMinutes() + 1,
                                            minutes,
                                            traffic.toMinutes() + 1));
                });
    }

    /// Decimal, as rates of networks are.
    private long amount(String option, String text) {
        Matcher parts = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw refusal(
                    "%s is \"%s\", allowed: a number, with k, m, g or t behind it"
                            .formatted(option, text));
        }
        int thousands = "kmgt".indexOf(parts.group(2)) + (parts.group(2).isEmpty() ? 0 : 1);
        long amount = Long.parseLong(parts.group(1));
        for (int i = 0; i < thousands; i++) {
            amount = Math.multiplyExact(amount, 1000L);
        }
        return amount;
    }

    private ParameterException refusal(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
