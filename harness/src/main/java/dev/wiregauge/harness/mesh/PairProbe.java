package dev.wiregauge.harness.mesh;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.PairSchedule;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.MeshRow;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Measures one ordered pair: round trip and loss of small datagrams, how the sender's uplink shows
/// them, and the path MTU. Used by many threads, each for a pair of its own.
final class PairProbe {
    /// At 5 % loss one of 50 is lost in 92 of 100 pairs; a pair takes 0.1 s.
    private static final int DATAGRAMS = 50;

    private static final int PACKET_BYTES = 96;
    private static final int GAP_MICROS = 1000;

    /// Of a range that the path MTU's own datagrams begin behind.
    private static final int FIRST_TAG = 1;

    private static final int SNAP_LENGTH_BYTES = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Testbed testbed;
    private final List<TestbedNode> nodes;
    private final String cookie;

    PairProbe(Testbed testbed, List<TestbedNode> nodes, String cookie) {
        this.testbed = testbed;
        this.nodes = nodes;
        this.cookie = cookie;
    }

    MeshRow measure(Mode mode, int round, PairSchedule.Pair pair) {
        TestbedNode from = nodes.get(pair.from());
        TestbedNode to = nodes.get(pair.to());
        try {
            AgentHandle client = testbed.podAgent(MeshFlow.pod(mode, pair.from()));
            AgentHandle server = testbed.podAgent(MeshFlow.pod(mode, pair.to()));
            Optional<Watch> watch =
                    testbed.watchesWire()
                            ? Optional.of(watch(mode, round, from, to, client, server))
                            : Optional.empty();
            ProbeAnswer.Echoes echoes =
                    ask(
                            client,
                            new Probe.Echo(
                                    cookie,
                                    server.address(),
                                    Testbed.DATA_PORT,
                                    FIRST_TAG,
                                    DATAGRAMS,
                                    PACKET_BYTES,
                                    false,
                                    GAP_MICROS,
                                    true),
                            ProbeAnswer.Echoes.class);
            String wrapped = watch.map(Watch::encapsulation).orElse("");
            return row(mode, round, from, to, echoes, wrapped, pathMtu(client, server, echoes));
        } catch (AgentLostException | AgentRefusedException e) {
            return new MeshRow(
                    mode.id(),
                    round,
                    from.name(),
                    to.name(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    "",
                    "",
                    String.valueOf(e.getMessage()));
        }
    }

    private MeshRow row(
            Mode mode,
            int round,
            TestbedNode from,
            TestbedNode to,
            ProbeAnswer.Echoes echoes,
            String wrapped,
            Optional<ProbeAnswer.PathMtu> mtu) {
        return new MeshRow(
                mode.id(),
                round,
                from.name(),
                to.name(),
                echoes.sent(),
                echoes.answered(),
                echoes.roundTripMicros().map(ProbeAnswer.RoundTrips::median).orElse(0),
                echoes.roundTripMicros().map(ProbeAnswer.RoundTrips::p99).orElse(0),
                mtu.map(ProbeAnswer.PathMtu::largestAnsweredBytes).orElse(0),
                mtu.map(found -> words(found.limit())).orElse(""),
                wrapped,
                echoes.errors().isEmpty() ? "" : echoes.errors().keySet().toString());
    }

    private static String words(ProbeAnswer.MtuLimit limit) {
        return limit.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Optional<ProbeAnswer.PathMtu> pathMtu(
            AgentHandle client, AgentHandle server, ProbeAnswer.Echoes echoes) {
        return echoes.answered() == 0
                ? Optional.empty()
                : Optional.of(
                        ask(
                                client,
                                new Probe.PathMtu(
                                        cookie,
                                        server.address(),
                                        Testbed.DATA_PORT,
                                        FIRST_TAG + DATAGRAMS),
                                ProbeAnswer.PathMtu.class));
    }

    private static <A extends ProbeAnswer> A ask(AgentHandle agent, Probe probe, Class<A> answer) {
        return answer.cast(
                agent.ask(new AgentCommand.RunProbe(probe), AgentEvent.Probed.class, DEADLINE)
                        .answer());
    }

    /// Selects the pair and never a mode.
    private Watch watch(
            Mode mode,
            int round,
            TestbedNode from,
            TestbedNode to,
            AgentHandle client,
            AgentHandle server) {
        AgentHandle watcher = testbed.nodeAgent(from.name());
        String name = "mesh-%s-%d".formatted(mode.id(), round);
        String filter =
                "(host %s and host %s) or (host %s and host %s)"
                        .formatted(
                                from.address(), to.address(), client.address(), server.address());
        AgentEvent.CaptureStarted _ =
                watcher.ask(
                        new AgentCommand.StartCapture(
                                name, from.uplink(), filter, SNAP_LENGTH_BYTES),
                        AgentEvent.CaptureStarted.class,
                        DEADLINE);
        return new Watch(watcher, name, cookie);
    }

    private record Watch(AgentHandle watcher, String name, String cookie) {
        /// Ends the capture. More than one where packets of the pair differ.
        String encapsulation() {
            AgentEvent.CaptureDone done =
                    watcher.ask(
                            new AgentCommand.StopCapture(name, cookie),
                            AgentEvent.CaptureDone.class,
                            DEADLINE);
            return done.sightings().values().stream()
                    .flatMap(List::stream)
                    .map(Sighting::encapsulation)
                    .distinct()
                    .sorted()
                    .map(seen -> seen.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining("+"));
        }
    }
}
