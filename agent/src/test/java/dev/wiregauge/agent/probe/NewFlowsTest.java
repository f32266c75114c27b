package dev.wiregauge.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// What makes a flow new to whoever translates addresses: a port that no earlier flow had, and a
/// first flow that is remembered before the others begin.
@Timeout(30)
class NewFlowsTest {
    private static final String COOKIE = "00112233445566778899aabbccddeeff";
    private static final byte[] COOKIE_BYTES = HexFormat.of().parseHex(COOKIE);
    private static final int FLOWS_AT_ONCE = 16;
    private static final int DEADLINE_MS = 20_000;
    private static final int FIRST_PORT = 12_000;
    private static final int LAST_PORT = 29_999;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final DatagramSocket server;
    private final ExecutorService probers = Executors.newCachedThreadPool();

    /// Stands still: nobody's patience ends, however slow this machine is.
    private final AtomicLong nowNs = new AtomicLong();

    NewFlowsTest() throws IOException {
        server = new DatagramSocket(0, LOOPBACK);
        server.setSoTimeout(DEADLINE_MS);
    }

    @AfterEach
    void close() {
        server.close();
        nowNs.set(Long.MAX_VALUE / 2); // a prober that still waits gives up
        probers.close();
    }

    @Test
    void theFirstGoesAloneAndTheRestTogether() {
        CompletableFuture<Echoes> echoes = probe(1 + FLOWS_AT_ONCE);
        DatagramPacket first = receive();
        assertThat(waiting())
                .as("questions that came before the first one had its answer")
                .isEmpty();
        answer(first);
        // none of them is answered before all have come
        receiveAll(FLOWS_AT_ONCE).forEach(this::answer);
        assertThat(echoes.join())
                .extracting(Echoes::sent, Echoes::answered)
                .containsExactly(1 + FLOWS_AT_ONCE, 1 + FLOWS_AT_ONCE);
    }

    /// All are asked twice, each time for longer than anybody's patience; then one answer comes.
    @Test
    void aServerThatIsLateWithEveryAnswerIsNotSilent() {
        CompletableFuture<Echoes> echoes = probe(1 + FLOWS_AT_ONCE);
        DatagramPacket first = receive();
        runOutOfPatience();
        receiveAll(FLOWS_AT_ONCE);
        runOutOfPatience();
        receiveAll(1 + FLOWS_AT_ONCE);
        runOutOfPatience();
        answer(first);
        receiveAll(FLOWS_AT_ONCE).forEach(this::answer);
        assertThat(echoes.join())
                .extracting(Echoes::sent, Echoes::answered)
                .containsExactly(1 + FLOWS_AT_ONCE, 1 + FLOWS_AT_ONCE);
    }

    @Test
    void noProbeMeetsThePortsOfAnEarlierOne() {
        List<Integer> ports = new ArrayList<>();
        for (int probes = 0; probes < 3; probes++) {
            CompletableFuture<Echoes> echoes = probe(40);
            for (int i = 0; i < 40; i++) {
                DatagramPacket question = receive();
                ports.add(question.getPort());
                answer(question);
            }
            echoes.join();
        }
        assertThat(ports)
                .doesNotHaveDuplicates()
                .as("neither NodePorts nor drawn by the kernel")
                .allMatch(port -> port >= FIRST_PORT && port <= LAST_PORT);
    }

    @Test
    void aPortInUseIsPassedOver() throws IOException {
        int last = freshPort();
        while (last > LAST_PORT - 10) {
            last = freshPort(); // to the first one, where they begin again
        }
        List<DatagramSocket> taken = new ArrayList<>();
        try {
            for (int port = last + 1; port <= last + 3; port++) {
                taken.add(new DatagramSocket(new InetSocketAddress("0.0.0.0", port)));
            }
            assertThat(freshPort()).isGreaterThan(last + 3);
        } finally {
            taken.forEach(DatagramSocket::close);
        }
    }

    private static int freshPort() {
        try (Socket socket = Socket.udp(LOOPBACK)) {
            FreshPorts.bind(socket, "0.0.0.0");
            return socket.localAddress().getPort();
        }
    }

    private CompletableFuture<Echoes> probe(int flows) {
        int port = server.getLocalPort();
        return CompletableFuture.supplyAsync(
                () ->
                        EchoProber.run(
                                new Probe.Echo(COOKIE, "", port, 1, flows, 64, true, 0, true),
                                new InetSocketAddress(LOOPBACK, port),
                                nowNs::get),
                probers);
    }

    private void runOutOfPatience() {
        nowNs.addAndGet(500_000_000);
    }

    private List<DatagramPacket> receiveAll(int count) {
        return Stream.generate(this::receive).limit(count).toList();
    }

    private DatagramPacket receive() {
        DatagramPacket question = new DatagramPacket(new byte[2048], 2048);
        try {
            server.receive(question);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return question;
    }

    /// What comes within a fifth of a second, where it would have been sent at once.
    private Optional<DatagramPacket> waiting() {
        DatagramPacket question = new DatagramPacket(new byte[2048], 2048);
        try {
            timeout(200);
            server.receive(question);
            return Optional.of(question);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            timeout(DEADLINE_MS);
        }
    }

    private void timeout(int millis) {
        try {
            server.setSoTimeout(millis);
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(DatagramPacket question) {
        int tag =
                ProbeDatagram.questionTag(
                                COOKIE_BYTES,
                                ByteBuffer.wrap(question.getData(), 0, question.getLength()))
                        .orElseThrow();
        byte[] answer =
                ProbeDatagram.answer(
                        COOKIE_BYTES,
                        new ProbeDatagram.Answer(tag, 1, "server", "client"),
                        ProbeDatagram.IPV4_UDP_BYTES);
        try {
            server.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
