package dev.wiregauge.report.html;

import dev.wiregauge.report.Caveats;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Headline;
import dev.wiregauge.report.HopSummary;
import dev.wiregauge.report.ProofSummary;
import dev.wiregauge.report.ProofWords;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.SetAside;
import dev.wiregauge.report.Settings;
import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.CaptureLine;
import dev.wiregauge.report.html.Page.Fact;
import dev.wiregauge.report.html.Page.LimitedLine;
import dev.wiregauge.report.html.Page.ProofLine;
import dev.wiregauge.report.html.Page.ProofReason;
import dev.wiregauge.report.html.Page.SetAsideLine;
import dev.wiregauge.result.Environment;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// From a comparison to what its page says.
final class PageBuilder {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Comparison comparison;
    private final Run run;
    private final Inks inks;

    PageBuilder(Comparison comparison) {
        this.comparison = comparison;
        this.run = comparison.run();
        this.inks = new Inks(run.scenario());
    }

    Page build() {
        Headline headline = Headline.of(comparison);
        TrialTable trials = new TrialTable(comparison);
        HopTable hops = new HopTable(comparison.hops(), inks);
        return new Page(
                run.scenario().name() + " · " + run.id(),
                run.scenario().title(),
                Verdicts.word(run.verdict()),
                verdictWord(run.verdict()),
                Verdicts.reasons(run.verdict()),
                headline.sentence(),
                headline.proof(),
                WHEN.format(run.startedAt()),
                where(),
                run.scenario().variants().isPresent() ? "variant" : "mode",
                new CardBuilder(comparison, inks).cards(),
                new TableBuilder(comparison, inks).tables(),
                limited(),
                limits(),
                proofs(),
                proofReasons(),
                new BulkTable(comparison.bulk(), inks).lines(),
                hops.modes(),
                hops.groups(),
                hops.notes(),
                new FigureBuilder(comparison, inks).groups(),
                PublishedFigures.load().beside(comparison),
                setAside(),
                captures(),
                trials.lines(),
                comparison.trials().size(),
                facts(Settings.of(run)),
                facts(environment()),
                nodes(),
                facts(new TreeMap<>(run.environment().settings())),
                Caveats.of(comparison),
                Caveats.intervals(comparison),
                "Wiregauge " + run.wiregaugeVersion() + " from run " + run.id());
    }

    private static List<Fact> facts(Map<String, String> map) {
        return map.entrySet().stream().map(e -> new Fact(e.getKey(), e.getValue())).toList();
    }

    private static String verdictWord(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass ignored -> "Proved and measured";
            case Verdict.Fail ignored -> "Failed";
            case Verdict.Inconclusive ignored -> "Inconclusive";
        };
    }

    private String where() {
        Duration took = Duration.between(run.startedAt(), run.finishedAt());
        return run.testbed()
                + " with "
                + run.environment().nodes().size()
                + " nodes, "
                + comparison.trials().size()
                + " trials in "
                + took.toMinutes()
                + " min "
                + took.toSecondsPart()
                + " s";
    }

    private List<LimitedLine> limited() {
        List<LimitedLine> lines = new ArrayList<>();
        for (Row row : comparison.rows()) {
            for (Comparison.Entry entry : row.entries()) {
                entry.arithmetic()
                        .ifPresent(a ->
                                lines.add(
                                        new LimitedLine(
                                                entry.cell().contender(),
                                                inks.position(entry.cell()),
                                                Quantities.bitRate(a.measuredBitsPerSecond()),
                                                Quantities.bitRate(a.expectedBitsPerSecond()),
                                                Quantities.percent(a.share()),
                                                a.mssBytes() + " / " + a.frameBytes(),
                                                trials(entry))));
            }
        }
        return lines;
    }

    private String limits() {
        return comparison.rows().stream()
                .flatMap(row -> row.entries().stream())
                .flatMap(entry -> entry.cell().wireLimitBitsPerSecond().stream())
                .distinct()
                .map(limit -> Quantities.bitRate((double) limit))
                .collect(Collectors.joining(" or "));
    }

    static String trials(Comparison.Entry entry) {
        return entry.validTrials().size() + " of " + entry.plannedBlocks();
    }

    private List<ProofLine> proofs() {
        List<ProofLine> lines = new ArrayList<>();
        for (ProofSummary proof : comparison.proofs()) {
            for (ProofSummary.DirectionProof direction : proof.directions()) {
                lines.add(
                        new ProofLine(
                                proof.mode().id(),
                                inks.position(proof.mode()),
                                direction.from().node() + " → " + direction.to().node(),
                                ProofWords.seen(direction),
                                ProofWords.overhead(direction.overheadBytes()),
                                ProofWords.outer(direction),
                                ProofWords.dontFragment(direction.outerDontFragment()),
                                ProofWords.sourcePorts(direction),
                                ProofWords.bytes(direction.largestDelivered()),
                                String.valueOf(direction.podMtuBytes()),
                                direction.sightings()
                                        + " of "
                                        + direction.datagramsSent()
                                                * direction.capturePoints().size(),
                                proof.tunnel(),
                                direction.verdict().passed()));
            }
        }
        return lines;
    }

    private List<ProofReason> proofReasons() {
        return comparison.proofs().stream()
                .flatMap(proof ->
                        proof.reasons().stream().map(r -> new ProofReason(proof.mode().id(), r)))
                .toList();
    }

    private List<SetAsideLine> setAside() {
        return SetAside.byReason(comparison).entrySet().stream()
                .map(entry ->
                        new SetAsideLine(
                                entry.getKey(),
                                entry.getValue().size(),
                                entry.getValue().stream()
                                        .map(trial -> trial.cell().id())
                                        .distinct()
                                        .collect(Collectors.joining(", "))))
                .toList();
    }

    /// One line per file: both directions of a mode may share one.
    private List<CaptureLine> captures() {
        Map<String, CaptureLine> lines = new LinkedHashMap<>();
        for (WireProof proof : run.proofs()) {
            proof.capturePoints()
                    .forEach(
                            point -> lines.putIfAbsent(point.file(), capture(proof.mode(), point)));
        }
        for (HopSummary hops : comparison.hops()) {
            HopTimes times = hops.times();
            times.capturePoints()
                    .forEach(
                            point -> lines.putIfAbsent(point.file(), capture(times.mode(), point)));
        }
        return List.copyOf(lines.values());
    }

    private static CaptureLine capture(Mode mode, WireProof.CapturePoint point) {
        return new CaptureLine(
                point.file(),
                mode.id(),
                point.node(),
                point.interfaceName(),
                String.valueOf(point.captured()),
                String.valueOf(point.dropped()),
                point.filter());
    }

    private Map<String, String> environment() {
        Environment environment = run.environment();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("operating system", environment.operatingSystem());
        lines.put("kernel", environment.kernel() + " " + environment.architecture());
        lines.put("CPU", environment.cpus() + " x " + environment.cpuModel());
        lines.put("memory", (environment.memoryBytes() >> 20) + " MiB");
        lines.put("Java", environment.javaVersion());
        run.tunnels().forEach((mode, tunnel) -> lines.put("tunnel of " + mode.id(), tunnel));
        return lines;
    }

    private List<String> nodes() {
        return run.environment().nodes().stream()
                .map(node ->
                        node.name()
                                + ": "
                                + node.address()
                                + " on "
                                + node.uplink()
                                + ", MTU "
                                + node.uplinkMtuBytes()
                                + ", kernel "
                                + node.kernel())
                .toList();
    }
}
