package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Who is served at the data port of an agent, and who is not.
@Timeout(60)
class DataPortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static AgentPair agents;

    @BeforeAll
    static void start() {
        agents = AgentPair.start();
    }

    @AfterAll
    static void end() {
        agents.close();
    }

    @Test
    @Tag("full") // its patience is 5 s
    void aDatagramClientWithTheWrongCookieIsNotAnswered() {
        var wrong =
                new AgentCommand.RunTrial(
                        "ff".repeat(16),
                        "127.0.0.1",
                        agents.port(),
                        new Workload.UdpRr(64, 64),
                        RunningAgent.timing(0, 100, 100),
                        "cubic",
                        Optional.empty());
        assertThat(agents.failure(wrong)).contains("did not answer datagrams within 5 s");
    }

    @Test
    void aRateLimitHoldsForAllStreamsTogether() {
        long limit = 80_000_000;
        var free =
                RunningAgent.trial(
                        "127.0.0.1",
                        agents.port(),
                        new Workload.TcpStream(4, 64 << 10),
                        RunningAgent.timing(200, 600, 100));
        var limited =
                new AgentCommand.RunTrial(
                        free.cookie(),
                        free.host(),
                        free.port(),
                        free.workload(),
                        free.timing(),
                        free.congestionControl(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(limit));
        assertThat(bitsPerSecond(agents.measure(limited)))
                .isPositive()
                .isLessThan(1.3 * limit)
                .isLessThan(bitsPerSecond(agents.measure(free)));
    }

    private static double bitsPerSecond(Measurement measurement) {
        return measurement.bytes() * 8e9 / measurement.windowNs();
    }

    @Test
    void aWrongCookieFailsTheTrial() {
        var good =
                RunningAgent.trial(
                        "127.0.0.1",
                        agents.port(),
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
        assertThat(agents.failure(wrong)).contains("127.0.0.1:" + agents.port(), "turned us away");
    }

    @Test
    void aStrangerGetsNoByte() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, agents.port())) {
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
        assertThat(agents.server().ask(new AgentCommand.CollectTags()))
                .isEqualTo(new AgentEvent.TagsReceived(List.of(3, 7, 70_000)));
    }

    private static void send(DatagramSocket socket, ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.capacity()];
        payload.get(0, bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, agents.port()));
    }

    @Test
    void aPortInUseIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(
                            agents.failure(
                                    new AgentCommand.Serve(
                                            RunningAgent.COOKIE,
                                            taken.getLocalPort(),
                                            Optional.empty())))
                    .contains("cannot bind to", "the port is in use");
        }
    }
}
