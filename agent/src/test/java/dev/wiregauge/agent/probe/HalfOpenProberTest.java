package dev.wiregauge.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// A port is found open, and the program behind it never hears of that.
@Timeout(20)
class HalfOpenProberTest {
    /// For CAP_NET_ADMIN, without which newer kernels take no filter.
    @BeforeAll
    static void requireRoot() {
        Namespaces.requireRoot();
    }

    private static TcpConnections probe(String host, int port) {
        return HalfOpenProber.run(
                new Probe.HalfOpen(host, port, 5000),
                new InetSocketAddress(InetAddress.ofLiteral(host), port),
                System::nanoTime);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void nobodyAcceptsWhatIsFoundOpen(String host) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral(host))) {
            assertThat(probe(host, server.getLocalPort()))
                    .extracting(
                            TcpConnections::attempts,
                            TcpConnections::connected,
                            TcpConnections::silent)
                    .containsExactly(1, 1, 0);
            server.setSoTimeout(300);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
            // and the port works as before
            try (Socket whole = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThat(accepted.getPort()).isEqualTo(whole.getLocalPort());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aPortWhereNobodyListensRefuses(String host) throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral(host))) {
            port = server.getLocalPort();
        }
        assertThat(probe(host, port))
                .extracting(TcpConnections::connected, TcpConnections::refused)
                .containsExactly(0, 1);
    }
}
