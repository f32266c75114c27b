package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.Testbed.Pinning;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Variant;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DataFormatException;

/// One trial from start to end: ask the client, wait, keep what it measured, say whether it counts.
final class TrialRunner {
    /// Connecting, the closing handshake and the result's way back, on a slow and busy machine.
    private static final Duration SLACK = Duration.ofSeconds(20);

    private final Cast cast;
    private final String cookie;
    private final Scenario scenario;
    private final Optional<Long> maxBitsPerSecond;
    private final Pinning pinning;
    private final Map<Mode, String> unproved;
    private final IdleBaseline idle;
    private final RunFolder folder;
    private final Clock clock;
    private int number;

    /// @param unproved reason by mode: its trials are Inconclusive and carry no number
    TrialRunner(
            Cast cast,
            String cookie,
            Scenario scenario,
            Optional<Long> maxBitsPerSecond,
            Pinning pinning,
            Map<Mode, String> unproved,
            IdleBaseline idle,
            RunFolder folder,
            Clock clock) {
        this.cast = cast;
        this.cookie = cookie;
        this.scenario = scenario;
        this.maxBitsPerSecond = maxBitsPerSecond;
        this.pinning = pinning;
        this.unproved = Map.copyOf(unproved);
        this.idle = idle;
        this.folder = folder;
        this.clock = clock;
    }

    boolean proved(Cell cell) {
        return !unproved.containsKey(cell.mode());
    }

    /// Runs and records a trial. Whatever goes wrong with it is in its verdict.
    ///
    /// @throws AgentLostException only if this run was interrupted
    Trial run(Cell cell, int block, int attempt, Timing timing) {
        number++;
        Instant startedAt = clock.instant();
        String reason = unproved.get(cell.mode());
        Trial trial =
                reason != null
                        ? inconclusive(
                                cell, block, attempt, startedAt, "mode not proved: " + reason)
                        : measure(cell, block, attempt, startedAt, timing);
        folder.appendTrial(trial);
        return trial;
    }

    private Trial measure(Cell cell, int block, int attempt, Instant startedAt, Timing timing) {
        try {
            Cast.Parts parts = cast.parts(cell);
            Map<String, Long> before = throttled(parts);
            AgentEvent.TrialDone done =
                    ask(parts, cell.workload(), timing, congestionControl(cell));
            Optional<String> denied = Throttling.between(before, throttled(parts));
            if (denied.isPresent()) {
                return inconclusive(cell, block, attempt, startedAt, denied.get());
            }
            Optional<String> histogram =
                    done.histogram().map(base64 -> folder.writeHistogram(number, decode(base64)));
            Optional<Map<String, String>> more = done.moreHistograms().map(this::keep);
            Measurement measured = done.measurement();
            Measurement measurement =
                    idle.of(measured.client().node()).map(measured::withIdle).orElse(measured);
            return new Trial(
                    number,
                    block,
                    attempt,
                    cell,
                    startedAt,
                    judge(measurement),
                    Optional.of(measurement),
                    histogram,
                    more);
        } catch (AgentRefusedException | AgentLostException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AgentLostException("interrupted");
            }
            return inconclusive(cell, block, attempt, startedAt, String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Long> throttled(Cast.Parts parts) {
        return cast.cpuLimited()
                ? Throttling.read(
                        cast.all().stream()
                                .filter(agent ->
                                        agent.name().equals(parts.client().name())
                                                || parts.servers().contains(agent.name()))
                                .toList())
                : Map.of();
    }

    /// Runs the same traffic and throws the result away: it lets the loops be compiled.
    ///
    /// @return payload bytes that were moved, as far as they are known
    long discard(Cast.Parts parts, Workload workload, Timing timing) {
        try {
            return ask(parts, workload, timing, scenario.congestionControl()).measurement().bytes();
        } catch (AgentRefusedException | AgentLostException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AgentLostException("interrupted");
            }
            return 0; // the measured trials of this pair will meet the same and say so
        }
    }

    private String congestionControl(Cell cell) {
        return cell.variant()
                .flatMap(variant -> scenario.variant(variant.name()))
                .flatMap(Variant::congestionControl)
                .orElse(scenario.congestionControl());
    }

    private AgentEvent.TrialDone ask(
            Cast.Parts parts, Workload workload, Timing timing, String congestionControl) {
        return parts.client()
                .ask(
                        new AgentCommand.RunTrial(
                                cookie,
                                parts.host(),
                                parts.port(),
                                workload,
                                timing,
                                congestionControl,
                                pinning.client(),
                                scenario.sockets(),
                                maxBitsPerSecond),
                        AgentEvent.TrialDone.class,
                        Duration.ofNanos(RunPlan.trafficNs(timing)).plus(SLACK));
    }

    private Trial inconclusive(
            Cell cell, int block, int attempt, Instant startedAt, String reason) {
        return new Trial(
                number,
                block,
                attempt,
                cell,
                startedAt,
                new Verdict.Inconclusive(reason),
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict judge(Measurement measurement) {
        if (measurement.bytes() == 0) {
            return new Verdict.Inconclusive("no byte arrived in the measured window");
        }
        return new Verdict.Pass();
    }

    /// @return file names by the same keys
    private Map<String, String> keep(Map<String, String> encoded) {
        Map<String, String> files = new TreeMap<>();
        encoded.forEach((kind, base64) ->
                files.put(kind, folder.writeHistogram(number, kind, decode(base64))));
        return files;
    }

    private static Histogram decode(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
        } catch (DataFormatException | RuntimeException e) {
            throw new AgentRefusedException("the histogram arrived damaged: " + e.getMessage());
        }
    }
}
