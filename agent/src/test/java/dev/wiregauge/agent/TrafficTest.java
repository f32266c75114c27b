package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Two agents over loopback: what a trial counts.
@Timeout(60)
class TrafficTest {
    private static AgentPair agents;

    @BeforeAll
    static void start() {
        agents = AgentPair.start();
    }

    @AfterAll
    static void end() {
        agents.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aStreamIsCountedByItsReceiver(String host) {
        Measurement m = agents.run(host, new Workload.TcpStream(1, 131_072)).measurement();
        assertThat(Duration.ofNanos(m.windowNs()).toMillis()).isBetween(50L, 1000L);
        assertThat(m.bytes()).isPositive();
        assertThat(m.intervals()).hasSizeBetween(2, 4);
        assertThat(m.intervals().stream().mapToLong(Measurement.Interval::bytes).sum())
                .isEqualTo(m.bytes());
        assertThat(m.intervals().getLast().endNs()).isEqualTo(m.windowNs());
        assertThat(m.servedBy()).containsExactly("server");
        assertThat(m.peerSeen()).isEqualTo(m.clientAddress());
        assertThat(m.tcp().orElseThrow().congestionControl()).isEqualTo("cubic");
        assertThat(m.client().cpuNs()).isPositive();
        assertThat(m.server().cpuNs()).isPositive();
        assertThat(m.server().node()).isEqualTo("node-of-server");
        assertThat(m.machine().busyNs()).isPositive();
    }

    @Test
    void manyStreamsAddUp() {
        Measurement m = agents.run("127.0.0.1", new Workload.TcpStream(8, 65_536)).measurement();
        assertThat(m.servedBy()).hasSize(8).containsOnly("server");
        assertThat(m.intervals().stream().mapToLong(Measurement.Interval::bytes).sum())
                .isEqualTo(m.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aStreamTowardsTheClientIsCountedThere(String host) {
        Measurement m = agents.run(host, stream(2, Workload.Direction.TO_CLIENT)).measurement();
        assertThat(m.bytes()).isPositive();
        assertThat(m.bytesToClient()).contains(m.bytes());
        assertThat(m.intervals().stream().mapToLong(Measurement.Interval::bytes).sum())
                .isEqualTo(m.bytes());
        // what the sender saw of its socket comes from the server
        assertThat(m.tcp().orElseThrow().congestionControl()).isEqualTo("cubic");
        assertThat(m.tcpSeries().orElseThrow()).hasSize(2);
        assertThat(m.client().threadCpuNs().orElseThrow()).hasSize(2);
        assertThat(m.server().threadCpuNs().orElseThrow()).hasSize(2).allMatch(ns -> ns > 0);
    }

    @Test
    void streamsInBothDirectionsRunTogether() {
        Measurement m = agents.run("127.0.0.1", stream(1, Workload.Direction.BOTH)).measurement();
        assertThat(m.bytesToClient().orElseThrow()).isPositive().isLessThan(m.bytes());
        assertThat(m.servedBy()).containsExactly("server", "server");
        assertThat(m.tcpSeries().orElseThrow()).hasSize(2);
    }

    private static Workload stream(int streams, Workload.Direction direction) {
        return new Workload.TcpStream(streams, 131_072, Optional.of(direction));
    }

    @Test
    void optionsAreSetOnTheSocketsOfBothEndsAndReadBack() {
        SocketSettings wanted =
                new SocketSettings(
                        Optional.of(0),
                        Optional.empty(),
                        Optional.of(65_536),
                        Optional.of(131_072),
                        Optional.of(900));
        for (Workload workload :
                List.of(
                        new Workload.TcpStream(1, 131_072),
                        stream(1, Workload.Direction.TO_CLIENT))) {
            Measurement.TcpFacts tcp = run(workload, wanted).tcp().orElseThrow();
            assertThat(tcp.mssBytes()).isLessThanOrEqualTo(900);
            // the kernel doubles what it is asked for (socket(7))
            assertThat(tcp.sendBufferBytes()).contains(2 * 65_536);
            assertThat(tcp.receiveBufferBytes()).contains(2 * 131_072);
        }
        for (Workload workload :
                List.of(
                        new Workload.TcpCrr(64, 64),
                        new Workload.UdpRr(64, 64),
                        new Workload.UdpStream(1400, Optional.of(5000)))) {
            assertThat(run(workload, wanted).bytes()).isPositive();
        }
    }

    private static Measurement run(Workload workload, SocketSettings sockets) {
        var trial =
                RunningAgent.trial(
                        "127.0.0.1", agents.port(), workload, RunningAgent.timing(20, 150, 50));
        return agents.client()
                .ask(
                        new AgentCommand.RunTrial(
                                trial.cookie(),
                                trial.host(),
                                trial.port(),
                                workload,
                                trial.timing(),
                                trial.congestionControl(),
                                trial.cpu(),
                                Optional.of(sockets)),
                        AgentEvent.TrialDone.class)
                .measurement();
    }

    @Test
    void whatTcpInfoSaidIsKeptForEachStreamOverTime() {
        Measurement m = agents.run("127.0.0.1", new Workload.TcpStream(3, 65_536)).measurement();
        List<TcpSeries> series = m.tcpSeries().orElseThrow();
        assertThat(series).extracting(TcpSeries::stream).containsExactly(0, 1, 2);
        for (TcpSeries one : series) {
            assertThat(one.atNs()).hasSizeBetween(1, 5).isSorted().doesNotHaveDuplicates();
            assertThat(one.rttMicros()).allMatch(rtt -> rtt > 0);
            assertThat(one.congestionWindow()).allMatch(segments -> segments > 0);
            assertThat(one.deliveryBitsPerSecond().getLast()).isPositive();
            assertThat(one.pacingBitsPerSecond()).allMatch(rate -> rate > 0);
            assertThat(one.pathMtuBytes()).allMatch(mtu -> mtu >= 1500);
            assertThat(one.retransmits().getFirst()).isZero();
        }
    }

    @Test
    void theSeriesOfManyStreamsAndPointsStaysBounded() {
        Measurement m =
                agents.client()
                        .ask(
                                RunningAgent.trial(
                                        "127.0.0.1",
                                        agents.port(),
                                        new Workload.TcpStream(20, 65_536),
                                        RunningAgent.timing(0, 600, 10)),
                                AgentEvent.TrialDone.class)
                        .measurement();
        List<TcpSeries> series = m.tcpSeries().orElseThrow();
        assertThat(series).hasSize(TcpSeries.MAX_STREAMS);
        assertThat(series.stream().mapToInt(one -> one.atNs().size()).sum())
                .isBetween(TcpSeries.MAX_STREAMS, TcpSeries.MAX_POINTS);
    }

    @Test
    void roundTripsAreCountedAndTimedFromTheSameEvents() throws Exception {
        AgentEvent.TrialDone done = agents.run("127.0.0.1", new Workload.TcpRr(64, 200));
        Measurement m = done.measurement();
        Histogram histogram = AgentPair.decode(done.histogram().orElseThrow());
        assertThat(histogram.getTotalCount()).isEqualTo(m.transactions()).isGreaterThan(5);
        assertThat(m.bytes()).isEqualTo(64 * m.transactions());
        // closed loop: the mean round trip times their number fills the window
        assertThat(histogram.getMean() * histogram.getTotalCount())
                .isCloseTo((double) m.windowNs(), Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1448, 65_536})
    void messagesOfEverySizeComeBackWhole(int bytes) {
        Measurement m = agents.run("127.0.0.1", new Workload.TcpRr(bytes, bytes)).measurement();
        assertThat(m.transactions()).isPositive();
    }

    static List<Workload> otherWorkloads() {
        Optional<Pace> busy = Optional.of(new Pace(2000, Pace.Arrivals.FIXED, Pace.Waiting.BUSY));
        Optional<Pace> sleep =
                Optional.of(new Pace(2000, Pace.Arrivals.POISSON, Pace.Waiting.SLEEP));
        return List.of(
                new Workload.TcpStreamZeroCopy(2, 131_072, false),
                new Workload.TcpStreamZeroCopy(1, 131_072, true),
                new Workload.TcpRr(64, 64, busy),
                new Workload.TcpRr(64, 20_000, sleep),
                new Workload.TcpCrr(64, 64),
                new Workload.TcpCrr(65_536, 65_536),
                new Workload.UdpRr(32, 60_000),
                new Workload.UdpRr(64, 64, sleep),
                new Workload.UdpStream(1400, Optional.of(10_000)),
                new Workload.UdpStreamSegmented(1400, Optional.of(10_000)));
    }

    @ParameterizedTest
    @MethodSource("otherWorkloads")
    void everyWorkloadRunsOnBothFamilies(Workload workload) {
        for (String host : List.of("127.0.0.1", "::1")) {
            Measurement m = agents.run(host, workload).measurement();
            assertThat(m.bytes()).isPositive();
            assertThat(m.servedBy()).containsOnly("server");
            assertThat(m.peerSeen()).isEqualTo(m.clientAddress());
            assertThat(m.server().cpuNs()).isPositive();
            assertThat(m.intervals().stream().mapToLong(Measurement.Interval::bytes).sum())
                    .isEqualTo(m.bytes());
        }
    }

    @Test
    void aRateOfDatagramsIsKeptAndEveryOneCounted() {
        Measurement m =
                agents.run("127.0.0.1", new Workload.UdpStream(200, Optional.of(5000)))
                        .measurement();
        Measurement.DatagramFacts datagrams = m.datagrams().orElseThrow();
        assertThat(datagrams.received() * 200).isEqualTo(m.bytes());
        // what a busy machine delays is caught up: the mean rate is the one asked for
        assertThat((datagrams.received() + datagrams.lost()) * 1e9 / m.windowNs())
                .isCloseTo(5000, Percentage.withPercentage(20));
    }

    @Test
    void connectingIsTimedApartFromTheWholeTransaction() throws Exception {
        AgentEvent.TrialDone done = agents.run("127.0.0.1", new Workload.TcpCrr(64, 64));
        Histogram whole = AgentPair.decode(done.histogram().orElseThrow());
        Histogram connect = AgentPair.decode(AgentPair.more(done, "connect"));
        assertThat(whole.getTotalCount())
                .isEqualTo(connect.getTotalCount())
                .isEqualTo(done.measurement().transactions());
        assertThat(connect.getMean()).isLessThan(whole.getMean());
    }

    @Test
    void aSweepEndsAtARateWithoutLoss() {
        AgentEvent event =
                agents.client()
                        .ask(
                                RunningAgent.trial(
                                        "127.0.0.1",
                                        agents.port(),
                                        new Workload.UdpRateSweep(64, 100_000, 20_000, 4),
                                        RunningAgent.timing(0, 800, 100)));
        assertThat(event).isInstanceOf(AgentEvent.TrialDone.class);
        Measurement m = ((AgentEvent.TrialDone) event).measurement();
        assertThat(m.rateSteps().orElseThrow()).anyMatch(Measurement.RateStep::passed);
        assertThat(m.datagrams().orElseThrow().lossRatio()).isLessThanOrEqualTo(0.1);
    }
}
