package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Round trips between nodes that take long, or now long and now short.
///
/// Measured between the nodes themselves; pods of one node are the control: where their round trips
/// take long too, it is the machine and not the network.
final class DelayRules implements Rule {
    private static final int LEAST_DELAY_MICROS = 5_000;
    private static final int FARTHER_THAN_THE_CONTROL = 4;

    /// A distance holds for every packet; a busy machine keeps some waiting, and its fastest round
    /// trip is far from its median (5 of 35 ms, 7 of 30 ms at a load of 14 on two CPUs).
    private static final int MEDIAN_TIMES_THE_FASTEST = 3;

    private static final int LEAST_SPREAD_MICROS = 4_000;
    private static final int TIMES_THE_CONTROL = 8;

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        List<PathEvidence> between =
                view.paths(Path.NODE_NODE).stream().filter(path -> !explained.test(path)).toList();
        int nearest =
                Math.max(
                        LEAST_DELAY_MICROS,
                        FARTHER_THAN_THE_CONTROL * controlMicros(view, RoundTrips::least));
        List<PathEvidence> far =
                between.stream()
                        .filter(path ->
                                trips(path).map(trips -> isFar(trips, nearest)).orElse(false))
                        .toList();
        if (!far.isEmpty()) {
            findings.add(delay(far));
            return findings;
        }
        int control = controlMicros(view, RoundTrips::median);
        List<PathEvidence> unsteady =
                between.stream()
                        .filter(path ->
                                trips(path).map(DelayRules::spread).orElse(0)
                                        >= Math.max(
                                                LEAST_SPREAD_MICROS, TIMES_THE_CONTROL * control))
                        .toList();
        if (!unsteady.isEmpty()) {
            findings.add(jitter(unsteady, control));
        }
        return findings;
    }

    private static Optional<RoundTrips> trips(PathEvidence path) {
        return path.echoes().flatMap(Echoes::roundTripMicros);
    }

    private static boolean isFar(RoundTrips trips, int nearestMicros) {
        return trips.least() >= nearestMicros
                && trips.median() <= MEDIAN_TIMES_THE_FASTEST * trips.least();
    }

    private static int spread(RoundTrips trips) {
        return trips.median() - trips.least();
    }

    private static int controlMicros(View view, ToIntFunction<RoundTrips> figure) {
        return view.paths(Path.POD_POD_SAME_NODE).stream()
                .flatMap(path -> trips(path).stream())
                .mapToInt(figure)
                .max()
                .orElse(0);
    }

    private static Diagnosed delay(List<PathEvidence> hit) {
        return draft("F58", "round trips between nodes take long", hit)
                .evidence(
                        lines(
                                hit,
                                trips ->
                                        "the fastest round trip took %.1f ms, the median %.1f ms"
                                                .formatted(
                                                        trips.least() / 1e3, trips.median() / 1e3)))
                .cause("distance between zones, or a delay added on purpose")
                .fix("place talkative pods in one zone; look for a netem discipline")
                .sure("certain for the figure; whether it is a fault depends on the distance")
                .explains(_ -> false);
    }

    private static Diagnosed jitter(List<PathEvidence> hit, int controlMicros) {
        return draft("F59", "round trips between nodes take now short and now long", hit)
                .evidence(
                        lines(
                                hit,
                                trips ->
                                        "the fastest round trip took %.1f ms, the median %.1f ms, 99 %% under %.1f ms"
                                                .formatted(
                                                        trips.least() / 1e3,
                                                        trips.median() / 1e3,
                                                        trips.p99() / 1e3)))
                .evidence(
                        "control: the median between pods of one node is %.1f ms"
                                .formatted(controlMicros / 1e3))
                .cause(
                        "a congested or shared link, a wireless hop, a hypervisor that schedules the"
                                + " nodes late, or a jitter added on purpose")
                .fix(
                        "look at steal time of both nodes (top, st) and at the queues between them; look"
                                + " for a netem discipline")
                .sure("high: the same machines answer each other steadily within a node")
                .explains(_ -> false);
    }

    private static List<String> lines(
            List<PathEvidence> hit, Function<RoundTrips, String> describe) {
        return hit.stream()
                .map(path ->
                        "probe %s: %s"
                                .formatted(
                                        path.name(), trips(path).map(describe).orElse("no answer")))
                .toList();
    }

    private static Diagnosed.Draft draft(String id, String title, List<PathEvidence> hit) {
        TreeSet<String> nodes = new TreeSet<>();
        hit.forEach(path -> {
            nodes.add(path.from().node());
            nodes.add(path.to().node());
        });
        return Diagnosed.of(id, title)
                .severity(Severity.WARNING)
                .at("underlay between " + String.join(", ", nodes))
                .paths(hit);
    }
}
