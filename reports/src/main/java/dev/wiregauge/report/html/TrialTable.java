package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.SetAside;
import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.TrialLine;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Every trial in a line, as long as the page stays small.
final class TrialTable {
    /// About 300 bytes a line: more would push the page past what mail and chat programs take.
    static final int MOST_LINES = 1000;

    private final Comparison comparison;
    private final Set<Integer> setAside;

    TrialTable(Comparison comparison) {
        this.comparison = comparison;
        this.setAside =
                SetAside.trials(comparison).stream()
                        .map(Trial::number)
                        .collect(Collectors.toCollection(HashSet::new));
    }

    /// The first ones where there are too many; the page says so.
    List<TrialLine> lines() {
        return comparison.trials().stream().limit(MOST_LINES).map(this::line).toList();
    }

    private TrialLine line(Trial trial) {
        return new TrialLine(
                trial.number(),
                trial.block(),
                trial.attempt(),
                trial.cell().id(),
                trial.measurement().map(TrialTable::value).orElse("–"),
                trial.measurement().map(TrialTable::key).orElse(""),
                trial.measurement().map(TrialTable::detail).orElse(""),
                trial.measurement().map(TrialTable::cpu).orElse(""),
                trial.measurement().map(TrialTable::path).orElse(""),
                setAside.contains(trial.number()) ? "set aside" : Verdicts.word(trial.verdict()),
                setAside.contains(trial.number()) ? SetAside.reason(trial) : "");
    }

    private static String value(Measurement measurement) {
        return measurement.transactions() == 0
                ? Quantities.bitRate(measurement.goodputBitsPerSecond())
                : Quantities.rate(measurement.transactionsPerSecond());
    }

    /// As a bare number, for sorting.
    private static String key(Measurement measurement) {
        return String.valueOf(
                measurement.transactions() == 0
                        ? measurement.goodputBitsPerSecond()
                        : measurement.transactionsPerSecond());
    }

    private static String detail(Measurement measurement) {
        return measurement
                .tcp()
                .map(tcp ->
                        tcp.congestionControl()
                                + ", MSS "
                                + tcp.mssBytes()
                                + ", cwnd "
                                + tcp.congestionWindow()
                                + ", "
                                + tcp.retransmits()
                                + " retransmits")
                .orElse("");
    }

    private static String cpu(Measurement measurement) {
        Measurement.MachineCpu machine = measurement.machine();
        double capacityNs = (double) measurement.windowNs() * machine.cpus();
        return Quantities.percent(machine.busyNs() / capacityNs)
                + " (user "
                + Quantities.percent(machine.userNs() / capacityNs)
                + ", system "
                + Quantities.percent(machine.systemNs() / capacityNs)
                + ", softirq "
                + Quantities.percent(machine.softirqNs() / capacityNs)
                + ", steal "
                + Quantities.percent(machine.stealNs() / capacityNs)
                + measurement
                        .idle()
                        .map(idle -> ", idle before " + Quantities.percent(idle.busyShare()))
                        .orElse("")
                + ", ± "
                + Quantities.percent(measurement.workErrorNs() / capacityNs)
                + " of sampling; client on "
                + measurement.client().cpu().map(cpu -> "CPU " + cpu).orElse("any CPU")
                + ", server on "
                + measurement.server().cpu().map(cpu -> "CPU " + cpu).orElse("any CPU")
                + ")";
    }

    private static String path(Measurement measurement) {
        String served =
                measurement.servedBy().stream().distinct().collect(Collectors.joining(", "));
        return measurement.clientAddress().equals(measurement.peerSeen())
                ? served
                : served
                        + ", saw "
                        + measurement.peerSeen()
                        + " instead of "
                        + measurement.clientAddress();
    }
}
