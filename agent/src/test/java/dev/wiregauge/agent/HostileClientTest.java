package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// Strangers at the data port, as many and as loud as loopback allows: the agent answers its
/// harness, its memory is bounded, trials succeed again, and nobody is sent more than they sent.
@Timeout(240)
class HostileClientTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /// More than the 512 connections that a server holds.
    private static final int SILENT = 700;

    private static final List<Workload> WORKLOADS =
            List.of(new Workload.TcpRr(64, 64), new Workload.UdpRr(64, 64));

    private static final long MOST_RESIDENT_KIB = 300 * 1024;

    @Test
    void floodsAreOutlivedInBoundedMemory() throws Exception {
        try (AgentPair agents = AgentPair.start()) {
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> strangers =
                    List.of(
                            Thread.ofPlatform().start(() -> floodDatagrams(agents.port(), over)),
                            Thread.ofPlatform().start(() -> floodConnections(agents.port(), over)));
            for (Workload workload : WORKLOADS) {
                // whoever shares a socket's buffer with a flood may lose; the answer says so
                assertThat(tried(agents, workload))
                        .isInstanceOfAny(AgentEvent.TrialDone.class, AgentEvent.Failed.class);
            }
            over.set(true);
            for (Thread stranger : strangers) {
                stranger.join();
            }
            for (Workload workload : WORKLOADS) {
                awaitSuccess(agents, workload);
            }
            assertThat(residentKib(agents.server())).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    @Test
    void silentConnectionsAreClosedAndTheServerServesAgain() throws Exception {
        try (AgentPair agents = AgentPair.start()) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < SILENT; i++) {
                    silent.add(new Socket(LOOPBACK, agents.port()));
                }
                for (Socket socket : silent) {
                    awaitClosed(socket);
                }
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
            awaitSuccess(agents, new Workload.TcpRr(64, 64));
            assertThat(residentKib(agents.server())).isLessThan(MOST_RESIDENT_KIB);
        }
    }

    /// A flood can take every descriptor the agent may have; accept(2) then fails with EMFILE.
    @Test
    void anAgentThatRanOutOfDescriptorsServesAgainWhenItHasSome() throws Exception {
        try (AgentPair agents = AgentPair.start()) {
            awaitSuccess(agents, new Workload.TcpRr(64, 64)); // classes are loaded from files
            Path descriptors = Path.of("/proc", pid(agents.server()), "fd");
            int open = count(descriptors);
            // above what its own files of the next moments need, below the 40 that come now
            limitDescriptors(agents.server(), open + 10);
            List<Socket> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    Socket socket = new Socket(LOOPBACK, agents.port());
                    strangers.add(socket);
                    socket.getOutputStream().write('x'); // accepted only when something came
                }
                long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                while (count(descriptors) < open + 10) {
                    assertThat(System.nanoTime()).as("all are used up").isLessThan(deadline);
                }
            } finally {
                for (Socket socket : strangers) {
                    socket.close();
                }
            }
            awaitSuccess(agents, new Workload.TcpRr(64, 64));
        }
    }

    @Test
    void whoHasTheCookieGetsNoMoreBytesThanTheySentBeforeTheyProvedTheirAddress() throws Exception {
        try (AgentPair agents = AgentPair.start();
                DatagramSocket socket = new DatagramSocket()) {
            byte[] cookie = HexFormat.of().parseHex(RunningAgent.COOKIE);
            Random random = new Random(20261125);
            socket.setSoTimeout(1);
            long sent = 0;
            long received = 0;
            for (int i = 0; i < 2000; i++) {
                byte[] payload = new byte[16 + random.nextInt(200)];
                random.nextBytes(payload);
                System.arraycopy(cookie, 0, payload, 0, cookie.length);
                // the words of the protocol are small numbers
                payload[cookie.length - 1 + random.nextInt(payload.length - 15)] =
                        (byte) random.nextInt(8);
                System.arraycopy(cookie, 0, payload, 0, cookie.length);
                socket.send(new DatagramPacket(payload, payload.length, LOOPBACK, agents.port()));
                sent += payload.length;
                received += receiveAll(socket);
            }
            assertThat(received).isLessThanOrEqualTo(sent);
            assertThat(agents.server().ask(new AgentCommand.Ping()))
                    .isInstanceOf(AgentEvent.Pong.class);
        }
    }

    private static void limitDescriptors(RunningAgent agent, int most) throws Exception {
        Process prlimit =
                new ProcessBuilder("prlimit", "--pid", pid(agent), "--nofile=" + most + ":")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(prlimit.waitFor()).as(said).isZero();
    }

    private static int count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return (int) entries.count();
        }
    }

    private static String pid(RunningAgent agent) {
        return Long.toString(agent.process().pid());
    }

    /// What strangers left in the queue is worked off first.
    private static void awaitSuccess(AgentPair agents, Workload workload) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!(tried(agents, workload) instanceof AgentEvent.TrialDone)) {
            assertThat(System.nanoTime()).as(workload + " succeeds again").isLessThan(deadline);
        }
    }

    private static AgentEvent tried(AgentPair agents, Workload workload) {
        return agents.client()
                .ask(
                        RunningAgent.trial(
                                "127.0.0.1",
                                agents.port(),
                                workload,
                                RunningAgent.timing(20, 150, 50)));
    }

    private static long receiveAll(DatagramSocket socket) throws IOException {
        long bytes = 0;
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        while (true) {
            try {
                socket.receive(answer);
                bytes += answer.getLength();
            } catch (SocketTimeoutException e) {
                return bytes;
            }
        }
    }

    private static void floodDatagrams(int port, AtomicBoolean over) {
        byte[] noise = new byte[1400];
        new Random(1).nextBytes(noise);
        try (DatagramSocket socket = new DatagramSocket()) {
            DatagramPacket packet = new DatagramPacket(noise, noise.length, LOOPBACK, port);
            while (!over.get()) {
                for (int i = 0; i < 20; i++) {
                    socket.send(packet);
                }
                Thread.sleep(1); // a flood, but one that leaves the test's machine alive
            }
        } catch (IOException | InterruptedException e) {
            over.set(true);
        }
    }

    private static void floodConnections(int port, AtomicBoolean over) {
        byte[] noise = new byte[4096];
        while (!over.get()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(LOOPBACK, port), 200);
                socket.getOutputStream().write(noise);
                Thread.sleep(5);
            } catch (IOException e) {
                // turned away, as it must be
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void awaitClosed(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a connection that says nothing is held for 20 s", e);
        } catch (IOException e) {
            // reset: closed as well
        }
    }

    private static long residentKib(RunningAgent agent) throws IOException {
        Path status = Path.of("/proc", pid(agent), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
