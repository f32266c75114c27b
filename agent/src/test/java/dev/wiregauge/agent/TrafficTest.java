package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.DataFormatException;

/// Two agents over loopback: what a trial measures, and what becomes of one that cannot.
@Timeout(60)
class TrafficTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static RunningAgent client;
    private static RunningAgent server;
    private static int port;

    @BeforeAll
    static void start() {
        client = RunningAgent.start("client");
        server = RunningAgent.start("server");
        port = server.serve();
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
    }

    private static AgentEvent.TrialDone run(String host, Workload workload) {
        return client.ask(
                RunningAgent.trial(host, port, workload, RunningAgent.timing(20, 150, 50)),
                AgentEvent.TrialDone.class);
    }

    private static String failure(AgentCommand command) {
        return client.ask(command, AgentEvent.Failed.class).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aStreamIsCountedByItsReceiver(String host) {
        Measurement m = run(host, new Workload.TcpStream(1, 131_072)).measurement();
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
        Measurement m = run("127.0.0.1", new Workload.TcpStream(8, 65_536)).measurement();
        assertThat(m.servedBy()).hasSize(8).containsOnly("server");
        assertThat(m.intervals().stream().mapToLong(Measurement.Interval::bytes).sum())
                .isEqualTo(m.bytes());
    }

    @Test
    void roundTripsAreCountedAndTimedFromTheSameEvents() throws Exception {
        AgentEvent.TrialDone done = run("127.0.0.1", new Workload.TcpRr(64, 200));
        Measurement m = done.measurement();
        Histogram histogram = decode(done.histogram().orElseThrow());
        assertThat(histogram.getTotalCount()).isEqualTo(m.transactions()).isGreaterThan(5);
        assertThat(m.bytes()).isEqualTo(64 * m.transactions());
        // closed loop: the mean round trip times their number fills the window
        assertThat(histogram.getMean() * histogram.getTotalCount())
                .isCloseTo((double) m.windowNs(), Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1448, 65_536})
    void messagesOfEverySizeComeBackWhole(int bytes) {
        Measurement m = run("127.0.0.1", new Workload.TcpRr(bytes, bytes)).measurement();
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
            Measurement m = run(host, workload).measurement();
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
                run("127.0.0.1", new Workload.UdpStream(200, Optional.of(5000))).measurement();
        Measurement.DatagramFacts datagrams = m.datagrams().orElseThrow();
        assertThat(datagrams.received() * 200).isEqualTo(m.bytes());
        // what a busy machine delays is caught up: the mean rate is the one asked for
        assertThat((datagrams.received() + datagrams.lost()) * 1e9 / m.windowNs())
                .isCloseTo(5000, Percentage.withPercentage(20));
    }

    @Test
    void connectingIsTimedApartFromTheWholeTransaction() throws Exception {
        AgentEvent.TrialDone done = run("127.0.0.1", new Workload.TcpCrr(64, 64));
        Histogram whole = decode(done.histogram().orElseThrow());
        Histogram connect = decode(more(done, "connect"));
        assertThat(whole.getTotalCount())
                .isEqualTo(connect.getTotalCount())
                .isEqualTo(done.measurement().transactions());
        assertThat(connect.getMean()).isLessThan(whole.getMean());
    }

    @Test
    void aServerThatStallsDelaysEveryRequestOfThatTime() throws Exception {
        try (RunningAgent stalling = RunningAgent.start("stalling")) {
            client.send(
                    RunningAgent.trial(
                            "127.0.0.1",
                            stalling.serve(),
                            new Workload.TcpRr(
                                    64,
                                    64,
                                    Optional.of(
                                            new Pace(
                                                    1000,
                                                    Pace.Arrivals.FIXED,
                                                    Pace.Waiting.SLEEP))),
                            RunningAgent.timing(200, 1000, 100)));
            Thread.sleep(600);
            signal("-STOP", stalling);
            Thread.sleep(200);
            signal("-CONT", stalling);
            var done = (AgentEvent.TrialDone) client.read().event();
            Histogram latency = decode(done.histogram().orElseThrow());
            // 200 ms at 1000/s: a closed loop would have seen one late response
            assertThat(latency.getCountBetweenValues(10_000_000, Long.MAX_VALUE))
                    .isGreaterThan(150);
            assertThat(latency.getMaxValue()).isGreaterThan(190_000_000);
        }
    }

    private static void signal(String signal, RunningAgent agent) throws Exception {
        new ProcessBuilder("kill", signal, String.valueOf(agent.process().pid())).start().waitFor();
    }

    @Test
    void underLoadBothDistributionsComeTogether() throws Exception {
        Pace pace = new Pace(500, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
        AgentEvent.TrialDone done =
                client.ask(
                        RunningAgent.trial(
                                "127.0.0.1",
                                port,
                                new Workload.TcpRrUnderLoad(
                                        new Workload.TcpStream(1, 131_072),
                                        new Workload.TcpRr(64, 64, Optional.of(pace))),
                                RunningAgent.timing(50, 1000, 100)),
                        AgentEvent.TrialDone.class);
        assertThat(done.measurement().bytes()).isGreaterThan(1 << 20);
        assertThat(decode(done.histogram().orElseThrow()).getTotalCount()).isPositive();
        assertThat(decode(more(done, "idle")).getTotalCount()).isPositive();
    }

    @Test
    void aSweepEndsAtARateWithoutLoss() {
        AgentEvent event =
                client.ask(
                        RunningAgent.trial(
                                "127.0.0.1",
                                port,
                                new Workload.UdpRateSweep(64, 100_000, 20_000, 4),
                                RunningAgent.timing(0, 800, 100)));
        assertThat(event).isInstanceOf(AgentEvent.TrialDone.class);
        Measurement m = ((AgentEvent.TrialDone) event).measurement();
        assertThat(m.rateSteps().orElseThrow()).anyMatch(Measurement.RateStep::passed);
        assertThat(m.datagrams().orElseThrow().lossRatio()).isLessThanOrEqualTo(0.1);
    }

    @Test
    @Tag("full") // its patience is 5 s
    void aDatagramClientWithTheWrongCookieIsNotAnswered() {
        var wrong =
                new AgentCommand.RunTrial(
                        "ff".repeat(16),
                        "127.0.0.1",
                        port,
                        new Workload.UdpRr(64, 64),
                        RunningAgent.timing(0, 100, 100),
                        "cubic",
                        Optional.empty());
        assertThat(failure(wrong)).contains("did not answer datagrams within 5 s");
    }

    @Test
    void aWrongCookieFailsTheTrial() {
        var good =
                RunningAgent.trial(
                        "127.0.0.1",
                        port,
                        new Workload.TcpRr(1, 1),
                        RunningAgent.timing(0, 100, 100));
        var wrong =
                new AgentCommand.RunTrial(
                        "ff".repeat(16),
                        good.host(),
                        good.port(),
                        good.workload(),
                        good.timing(),
                        good.congestionControl(),
                        Optional.empty());
        assertThat(failure(wrong)).contains("127.0.0.1:" + port, "turned us away");
    }

    @Test
    void aStrangerGetsNoByte() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(new byte[64]);
            int read;
            try {
                read = socket.getInputStream().read();
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
                read = -1; // reset, since what it sent was not read
            }
            assertThat(read).isEqualTo(-1);
        }
    }

    @Test
    void datagramsWithTheCookieAreNotedOnceAndNeverAnswered() throws Exception {
        byte[] cookie = HexFormat.of().parseHex(RunningAgent.COOKIE);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int tag : new int[] {7, 3, 7, 70_000}) {
                send(socket, ByteBuffer.allocate(40).put(cookie).putInt(tag).putShort((short) 68));
            }
            send(socket, ByteBuffer.allocate(40).put(new byte[16]).putInt(99));
            send(socket, ByteBuffer.allocate(3));
            socket.setSoTimeout(200);
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            assertThatThrownBy(() -> socket.receive(answer))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(server.ask(new AgentCommand.CollectTags()))
                .isEqualTo(new AgentEvent.TagsReceived(List.of(3, 7, 70_000)));
    }

    private static void send(DatagramSocket socket, ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.capacity()];
        payload.get(0, bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
    }

    @Test
    void aSecondTrialIsRefusedAndStopEndsTheFirstAtOnce() {
        var longTrial =
                RunningAgent.trial(
                        "127.0.0.1",
                        port,
                        new Workload.TcpStream(2, 65_536),
                        RunningAgent.timing(0, 60_000, 1000));
        long first = client.send(longTrial);
        assertThat(failure(longTrial)).isEqualTo("another trial is running");
        long beforeNs = System.nanoTime();
        long stop = client.send(new AgentCommand.Stop());
        var one = client.read();
        var two = client.read();
        assertThat(Duration.ofNanos(System.nanoTime() - beforeNs).toSeconds()).isLessThan(1);
        var failed = one.id() == first ? one : two;
        assertThat(failed.event()).isEqualTo(new AgentEvent.Failed("the trial was stopped"));
        assertThat(one.id() + two.id()).isEqualTo(first + stop);
    }

    @Test
    void aServerThatDiesInMidTrialFailsItAndTheClientLives() {
        try (RunningAgent mortal = RunningAgent.start("mortal")) {
            long id =
                    client.send(
                            RunningAgent.trial(
                                    "127.0.0.1",
                                    mortal.serve(),
                                    new Workload.TcpRr(1, 1),
                                    RunningAgent.timing(0, 60_000, 1000)));
            assertThat(client.ask(new AgentCommand.Ping())).isInstanceOf(AgentEvent.Pong.class);
            mortal.process().destroyForcibly();
            var line = client.read();
            assertThat(line.id()).isEqualTo(id);
            assertThat(((AgentEvent.Failed) line.event()).reason()).contains("127.0.0.1:");
        }
        assertThat(run("127.0.0.1", new Workload.TcpRr(1, 1)).measurement().transactions())
                .isPositive();
    }

    @Test
    void aServerThatSpeaksAnotherProtocolIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket socket = other.accept()) {
                            socket.getOutputStream()
                                    .write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                            socket.getInputStream().readAllBytes();
                        } catch (IOException _) {
                            // the client hangs up, as it should
                        }
                    });
            assertThat(
                            failure(
                                    RunningAgent.trial(
                                            "127.0.0.1",
                                            other.getLocalPort(),
                                            new Workload.TcpRr(1, 1),
                                            RunningAgent.timing(0, 100, 100))))
                    .endsWith("does not speak this data protocol");
        }
    }

    @Test
    void whatCannotBeSetUpIsSaidInOneSentence() {
        var timing = RunningAgent.timing(0, 100, 100);
        var rr = new Workload.TcpRr(1, 1);
        var good = RunningAgent.trial("127.0.0.1", port, rr, timing);
        assertThat(failure(RunningAgent.trial("127.0.0.1", 1, rr, timing)))
                .isEqualTo("cannot connect to 127.0.0.1:1: ECONNREFUSED, nobody listens there");
        assertThat(failure(RunningAgent.trial("example.org", port, rr, timing)))
                .isEqualTo("host is \"example.org\", allowed: an IPv4 or IPv6 address");
        assertThat(failure(RunningAgent.trial("127.0.0.1", 70_000, rr, timing)))
                .isEqualTo("port is 70000, allowed: 1 to 65535");
        assertThat(
                        failure(
                                new AgentCommand.RunTrial(
                                        good.cookie(),
                                        good.host(),
                                        port,
                                        rr,
                                        timing,
                                        "nonesuch",
                                        Optional.empty())))
                .startsWith("cannot use congestion control nonesuch");
        assertThat(
                        failure(
                                new AgentCommand.RunTrial(
                                        good.cookie(),
                                        good.host(),
                                        port,
                                        rr,
                                        timing,
                                        "cubic",
                                        Optional.of(900))))
                .startsWith("cannot pin a thread to CPU 900");
    }

    @Test
    void aPortInUseIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(
                            failure(
                                    new AgentCommand.Serve(
                                            RunningAgent.COOKIE,
                                            taken.getLocalPort(),
                                            Optional.empty())))
                    .contains("cannot bind to", "the port is in use");
        }
    }

    static Histogram decode(String base64) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    }

    private static String more(AgentEvent.TrialDone done, String name) {
        return Objects.requireNonNull(done.moreHistograms().orElseThrow().get(name));
    }
}
