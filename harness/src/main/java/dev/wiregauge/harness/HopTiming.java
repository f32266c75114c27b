package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrip;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrips;
import dev.wiregauge.scenario.Mode;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Takes a mode's round trips apart: the same tagged packets are captured in both pods, at both
/// tunnel devices and at both uplinks. A part of the verify phase; never runs while anything is
/// measured.
final class HopTiming {
    /// Requests that compile the loops of both ends; discarded.
    private static final int WARM_UP = 300;

    private static final int CAPTURED = 500;

    /// Sent before the captures start, and again after they ended.
    private static final int UNCAPTURED = 250;

    private static final int PACKET_BYTES = 100;

    /// Apart from the tags of the proofs and from [Probe#ANSWER_BIT].
    private static final int FIRST_TAG = 0x1000_0000;

    /// Fewer say nothing of a 99th percentile.
    private static final int LEAST_COMPLETE = 100;

    /// As in every pod of Calico and Flannel.
    private static final String POD_INTERFACE = "eth0";

    private static final int SNAP_LENGTH_BYTES = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Testbed testbed;
    private final Cast cast;
    private final Testbed.Pinning pinning;
    private final String cookie;
    private final RunFolder folder;
    private final Map<String, NetworkFacts> network = new HashMap<>();
    private int nextTag = FIRST_TAG;

    HopTiming(
            Testbed testbed, Cast cast, Testbed.Pinning pinning, String cookie, RunFolder folder) {
        this.testbed = testbed;
        this.cast = cast;
        this.pinning = pinning;
        this.cookie = cookie;
        this.folder = folder;
    }

    /// A step that fails gives an Inconclusive result, never an exception.
    HopTimes time(Mode mode) {
        Cast.Pair pair = cast.pairs(mode).getFirst();
        try {
            return time(mode, pair);
        } catch (AgentLostException | AgentRefusedException e) {
            return untimed(
                    mode, pair, 0, List.of(), "the hops could not be watched: " + e.getMessage());
        }
    }

    /// A place to capture at.
    private record Watch(
            HopPlace place,
            AgentHandle watcher,
            String capture,
            String interfaceName,
            String filter) {
        boolean isOnUplink() {
            return place == HopPlace.CLIENT_UPLINK || place == HopPlace.SERVER_UPLINK;
        }
    }

    private record Watched(Watch watch, AgentEvent.TagsTimed times) {
        HopStop stop() {
            return new HopStop(watch.place(), watch.capture(), times);
        }

        CapturePoint point() {
            return new CapturePoint(
                    watch.capture(),
                    watch.watcher().node(),
                    watch.interfaceName(),
                    watch.filter(),
                    watch.capture() + ".pcap",
                    times.capture().received(),
                    times.capture().dropped());
        }
    }

    private HopTimes time(Mode mode, Cast.Pair pair) {
        RoundTripProbe probe = serve(pair);
        ask(probe, WARM_UP);
        List<TimedRoundTrip> uncaptured = new ArrayList<>(ask(probe, UNCAPTURED).roundTrips());
        List<Watch> watches =
                together(watches(mode, pair), this::start).stream()
                        .flatMap(Optional::stream)
                        .toList();
        TimedRoundTrips captured = ask(probe, CAPTURED);
        List<Watched> watched = together(watches, this::stop);
        uncaptured.addAll(ask(probe, UNCAPTURED).roundTrips());
        List<CapturePoint> points = watched.stream().map(Watched::point).toList();
        HopBreakdown breakdown =
                HopBreakdown.of(
                        watched.stream().map(Watched::stop).toList(),
                        captured.roundTrips(),
                        testbed.nodesAreOneMachine());
        Optional<String> doubt = doubt(breakdown, captured);
        return doubt.isPresent()
                ? untimed(mode, pair, captured.sent(), points, doubt.get())
                : timed(mode, pair, captured.sent(), points, breakdown, uncaptured);
    }

    private record RoundTripProbe(AgentHandle client, AgentHandle server, int port) {}

    private RoundTripProbe serve(Cast.Pair pair) {
        AgentHandle far = pair.far();
        AgentCommand serve =
                new AgentCommand.ServeProbes(cookie, far.address(), 0, pinning.server());
        return new RoundTripProbe(
                pair.near(), far, far.ask(serve, AgentEvent.Serving.class, DEADLINE).port());
    }

    private TimedRoundTrips ask(RoundTripProbe probe, int count) {
        Probe question =
                new Probe.TimeRoundTrips(
                        cookie,
                        probe.server().address(),
                        probe.port(),
                        nextTag,
                        count,
                        PACKET_BYTES,
                        pinning.client());
        nextTag += count;
        return ask(probe.client(), question, TimedRoundTrips.class);
    }

    private static <A extends ProbeAnswer> A ask(
            AgentHandle agent, Probe question, Class<A> answer) {
        return answer.cast(
                agent.ask(new AgentCommand.RunProbe(question), AgentEvent.Probed.class, DEADLINE)
                        .answer());
    }

    private List<Watch> watches(Mode mode, Cast.Pair pair) {
        TestbedNode nearNode = testbed.node(pair.near().node());
        TestbedNode farNode = testbed.node(pair.far().node());
        PairFilter filter = PairFilter.of(testbed, pair.near(), pair.far());
        boolean pods = !filter.near().equals(filter.nearNode());
        List<Watch> watches = new ArrayList<>();
        if (pods) {
            watches.add(inPod(mode, HopPlace.CLIENT_POD, pair.near(), filter));
            tunnel(pair.far().address(), nearNode)
                    .ifPresent(device ->
                            watches.add(
                                    onNode(
                                            mode,
                                            HopPlace.CLIENT_TUNNEL,
                                            nearNode,
                                            device,
                                            filter.inside())));
        }
        watches.add(
                onNode(
                        mode,
                        HopPlace.CLIENT_UPLINK,
                        nearNode,
                        nearNode.uplink(),
                        filter.onUplinks()));
        watches.add(
                onNode(
                        mode,
                        HopPlace.SERVER_UPLINK,
                        farNode,
                        farNode.uplink(),
                        filter.onUplinks()));
        if (pods) {
            tunnel(pair.near().address(), farNode)
                    .ifPresent(device ->
                            watches.add(
                                    onNode(
                                            mode,
                                            HopPlace.SERVER_TUNNEL,
                                            farNode,
                                            device,
                                            filter.inside())));
            watches.add(inPod(mode, HopPlace.SERVER_POD, pair.far(), filter));
        }
        return watches;
    }

    private Watch inPod(Mode mode, HopPlace place, AgentHandle pod, PairFilter filter) {
        return new Watch(
                place,
                pod,
                "hops-%s-%s".formatted(mode.id(), pod.name()),
                POD_INTERFACE,
                filter.inside());
    }

    private Watch onNode(
            Mode mode, HopPlace place, TestbedNode node, String device, String filter) {
        return new Watch(
                place,
                testbed.nodeAgent(node.name()),
                "hops-%s-%s-%s".formatted(mode.id(), node.name(), device),
                device,
                filter);
    }

    private Optional<String> tunnel(String address, TestbedNode node) {
        NetworkFacts facts =
                network.computeIfAbsent(
                        node.name(),
                        name ->
                                ask(
                                                testbed.nodeAgent(name),
                                                new Probe.ReadNetwork(),
                                                ProbeAnswer.Network.class)
                                        .facts());
        return TunnelDevice.towards(address, facts, node.uplink());
    }

    /// Empty where an agent may not capture, as in a pod without CAP_NET_RAW: the neighbouring
    /// parts then are one. Without an uplink there is nothing to tell.
    private Optional<Watch> start(Watch watch) {
        try {
            watch.watcher()
                    .ask(
                            new AgentCommand.StartCapture(
                                    watch.capture(),
                                    watch.interfaceName(),
                                    watch.filter(),
                                    SNAP_LENGTH_BYTES),
                            AgentEvent.CaptureStarted.class,
                            DEADLINE);
            return Optional.of(watch);
        } catch (AgentRefusedException e) {
            if (watch.isOnUplink()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Watched stop(Watch watch) {
        AgentEvent.TagsTimed times =
                watch.watcher()
                        .ask(
                                new AgentCommand.TimeTags(watch.capture(), cookie),
                                AgentEvent.TagsTimed.class,
                                DEADLINE);
        new CaptureFile(watch.watcher(), watch.capture(), times.capture())
                .fetchTo(folder.evidence().resolve(watch.capture() + ".pcap"));
        return new Watched(watch, times);
    }

    /// Does the same at every place, at once where the agents differ: each capture drains for a
    /// tenth of a second.
    private static <R> List<R> together(List<Watch> watches, Function<Watch, R> step) {
        Map<String, List<Watch>> byAgent =
                watches.stream()
                        .collect(
                                Collectors.groupingBy(
                                        watch -> watch.watcher().name(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        Map<Watch, R> results = new ConcurrentHashMap<>();
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> steps = new ArrayList<>();
            byAgent.values()
                    .forEach(each ->
                            steps.add(
                                    side.submit(() ->
                                            each.forEach(watch ->
                                                    results.put(watch, step.apply(watch))))));
            for (Future<?> running : steps) {
                running.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a capture step failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentLostException("interrupted while hops were timed");
        }
        return watches.stream()
                .map(watch -> Optional.ofNullable(results.get(watch)).orElseThrow())
                .toList();
    }

    private static Optional<String> doubt(HopBreakdown breakdown, TimedRoundTrips captured) {
        if (breakdown.complete() < LEAST_COMPLETE) {
            return Optional.of(
                    "%d of %d round trips (%d answered) were seen whole at every capture point, at least %d are needed"
                            .formatted(
                                    breakdown.complete(),
                                    captured.sent(),
                                    captured.roundTrips().size(),
                                    LEAST_COMPLETE));
        }
        HopTimes.Agreement agreement = breakdown.agreement();
        int outside = breakdown.complete() - agreement.withinError();
        return outside * 100L > breakdown.complete()
                ? Optional.of(
                        "in %d of %d round trips the parts miss what the client saw by more than the stated error, by up to %d ns"
                                .formatted(
                                        outside,
                                        breakdown.complete(),
                                        agreement.largestDifferenceNs()))
                : Optional.empty();
    }

    private HopTimes timed(
            Mode mode,
            Cast.Pair pair,
            int sent,
            List<CapturePoint> points,
            HopBreakdown breakdown,
            List<TimedRoundTrip> uncaptured) {
        Histogram beside = HopBreakdown.histogram();
        uncaptured.forEach(roundTrip -> beside.recordValue(roundTrip.roundTripNs()));
        Map<String, Histogram> histograms = new LinkedHashMap<>(breakdown.histograms());
        histograms.put(HopTimes.UNCAPTURED, beside);
        String file = "hops-%s.hlog".formatted(mode.id());
        folder.writeHistograms(file, histograms);
        return new HopTimes(
                mode,
                endpoint(pair.near()),
                endpoint(pair.far()),
                PACKET_BYTES,
                testbed.nodesAreOneMachine(),
                sent,
                breakdown.complete(),
                points,
                breakdown.hops(),
                Optional.of(breakdown.agreement()),
                Optional.of(file),
                new Verdict.Pass());
    }

    private HopTimes untimed(
            Mode mode, Cast.Pair pair, int sent, List<CapturePoint> points, String reason) {
        return new HopTimes(
                mode,
                endpoint(pair.near()),
                endpoint(pair.far()),
                PACKET_BYTES,
                testbed.nodesAreOneMachine(),
                sent,
                0,
                points,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new Verdict.Inconclusive(reason));
    }

    private static Endpoint endpoint(AgentHandle agent) {
        return new Endpoint(agent.name(), agent.node(), agent.address());
    }
}
