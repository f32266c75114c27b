package dev.wiregauge.report;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Run;
import dev.wiregauge.scenario.Placement;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Every setting of a run, so that someone else can repeat it.
public final class Settings {
    private Settings() {}

    /// One line, for the top of every output.
    public static String line(Run run) {
        return run.scenario().name()
                + " on "
                + run.testbed()
                + ", preset "
                + run.preset()
                + ": "
                + run.settings().repeats()
                + " blocks, "
                + timing(run.settings().timing())
                + ", "
                + run.scenario().congestionControl()
                + run.scenario().placement().map(p -> ", " + p.inWords()).orElse("")
                + run.scenario()
                        .sockets()
                        .flatMap(SocketSettings::inWords)
                        .map(s -> ", " + s)
                        .orElse("")
                + ", seed "
                + run.seed();
    }

    /// All of them, in the order to show.
    public static Map<String, String> of(Run run) {
        Scenario scenario = run.scenario();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("command", String.join(" ", run.commandLine()));
        settings.put("run", run.id());
        settings.put("Wiregauge", run.wiregaugeVersion());
        settings.put("scenario", scenario.name() + ": " + scenario.title());
        settings.put("testbed", run.testbed());
        settings.put("started", run.startedAt().toString());
        settings.put("finished", run.finishedAt().toString());
        settings.put("preset", run.preset());
        settings.put("seed of the order", String.valueOf(run.seed()));
        settings.put("planned trials", String.valueOf(run.plannedTrials()));
        settings.put("blocks", String.valueOf(run.settings().repeats()));
        settings.put("timing of a trial", timing(run.settings().timing()));
        scenario.wireLimit()
                .ifPresent(limit ->
                        settings.put(
                                "limited row",
                                Quantities.bitRate((double) limit.bitsPerSecond())
                                        + " by tbf on each uplink, "
                                        + limit.repeats()
                                        + " blocks, "
                                        + timing(limit.timing())));
        settings.put(
                "modes",
                scenario.modes().stream().map(mode -> mode.id()).collect(Collectors.joining(", ")));
        scenario.variants()
                .ifPresent(variants ->
                        settings.put(
                                "variants",
                                variants.stream()
                                        .map(each -> each.name() + ": " + each.settings())
                                        .collect(Collectors.joining("; "))));
        settings.put(
                "paths",
                scenario.paths().stream().map(path -> path.id()).collect(Collectors.joining(", ")));
        settings.put(
                "workloads",
                scenario.workloads().stream()
                        .map(Settings::workload)
                        .collect(Collectors.joining("; ")));
        settings.put("host baseline", scenario.baseline() ? "in every block" : "not measured");
        settings.put("congestion control", scenario.congestionControl() + ", set on every socket");
        settings.put("placement", placement(run));
        settings.put("socket options", sockets(run));
        return settings;
    }

    /// Which CPUs the measuring threads were to run on; each trial says which they did.
    static String placement(Run run) {
        return run.scenario().placement().map(Placement::inWords).orElse("as the testbed chose");
    }

    static String sockets(Run run) {
        return run.scenario()
                .sockets()
                .flatMap(SocketSettings::inWords)
                .orElse("as the kernel has them");
    }

    /// Such as `0.2 s warm-up, 0.6 s measured in intervals of 0.1 s`.
    public static String timing(Timing timing) {
        return seconds(timing.warmup())
                + " warm-up, "
                + seconds(timing.duration())
                + " measured in intervals of "
                + seconds(timing.interval());
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return (seconds == Math.rint(seconds)
                        ? String.valueOf((long) seconds)
                        : String.valueOf(seconds))
                + " s";
    }

    /// Such as `tcp_rr (requestBytes 64, responseBytes 64)`; settings that are absent are left out.
    public static String workload(Workload workload) {
        String settings =
                RecordJson.write(workload, workload.getClass())
                        .replaceAll("[{}\"]", "")
                        .replace(":", " ")
                        .replace(",", ", ");
        return workload.id() + " (" + settings + ")";
    }
}
