package dev.wiregauge.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.agent.packet.BigEndian;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Both live sources, on the loopback, where every datagram sent is known.
@Timeout(120)
@Tag("alone")
class LiveSourcesIT {
    private static final String TARGET = "127.77.0.9";
    private static final int DATAGRAMS = 20_000;

    @TempDir private Path folder;

    @BeforeAll
    static void needsRoot() {
        Namespaces.requireRoot();
    }

    private static Function<CaptureRequest, PacketSource> source(String name) {
        return name.equals("ring") ? PacketSources::ring : PacketSources::libpcap;
    }

    private CaptureRequest request(String filter, int snapLengthBytes) {
        return new CaptureRequest(
                "lo", filter, snapLengthBytes, 8 << 20, folder.resolve("live.pcap"));
    }

    private static void send(int port, int count) throws IOException {
        byte[] payload = new byte[200];
        Arrays.fill(payload, (byte) 'x');
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < count; i++) {
                payload[0] = (byte) i;
                socket.send(
                        new DatagramPacket(
                                payload, payload.length, InetAddress.getByName(TARGET), port));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring", "libpcap"})
    void recordsEveryDatagramOnceAndNothingElse(String name) throws IOException {
        PacketSource.Counts counts;
        try (PacketSource source =
                source(name).apply(request("udp dst port 7177 and host " + TARGET, 65_535))) {
            send(7177, DATAGRAMS);
            send(7178, 100);
            counts = source.stop();
        }

        assertThat(counts.recorded()).isEqualTo(DATAGRAMS);
        assertThat(counts.dropped()).isZero();
        try (CaptureReader reader = CaptureReader.open(folder.resolve("live.pcap"))) {
            long before = 0;
            for (int i = 0; i < DATAGRAMS; i++) {
                assertThat(reader.next()).isTrue();
                CapturedFrame frame = reader.frame();
                assertThat(frame.wireBytes()).isEqualTo(14 + 20 + 8 + 200);
                assertThat(frame.bytes()[frame.start() + 42]).isEqualTo((byte) i);
                assertThat(frame.timestampNs()).isGreaterThanOrEqualTo(before);
                before = frame.timestampNs();
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.problem()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring", "libpcap"})
    void keepsNoMoreThanTheSnapLength(String name) throws IOException {
        try (PacketSource source = source(name).apply(request("udp dst port 7177", 80))) {
            send(7177, 3);
            assertThat(source.stop().recorded()).isEqualTo(3);
        }

        try (CaptureReader reader = CaptureReader.open(folder.resolve("live.pcap"))) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.frame().capturedBytes()).isEqualTo(80);
            assertThat(reader.frame().wireBytes()).isEqualTo(242);
        }
    }

    @Test
    void bothSelectTheSamePacketsByTheSameFilter() throws IOException {
        List<String> filters =
                List.of(
                        "",
                        "udp",
                        "not udp",
                        "ip proto 17 and dst host " + TARGET,
                        "src host " + TARGET,
                        "host 127.77.0.9 and not (udp port 7178 or icmp)",
                        "udp src port 7177 or udp dst port 7178",
                        "tcp or arp or ip6");
        for (String filter : filters) {
            assertThat(select("ring", filter)).as(filter).isEqualTo(select("libpcap", filter));
        }
    }

    /// Packets of ours that pass; what other programs send on the loopback is left out.
    private long select(String name, String filter) throws IOException {
        try (PacketSource source = source(name).apply(request(filter, 65_535))) {
            send(7177, 5);
            send(7178, 7);
            source.stop();
        }
        long ours = 0;
        try (CaptureReader reader = CaptureReader.open(folder.resolve("live.pcap"))) {
            while (reader.next()) {
                CapturedFrame frame = reader.frame();
                int destination = BigEndian.i32(frame.bytes(), frame.start() + 30);
                ours += destination == 0x7F4D_0009 ? 1 : 0;
            }
        }
        return ours;
    }

    @Test
    void theRingRefusesWhatItCannotCompile() {
        for (String filter : List.of("ip[9] = 17", "host", "port 70000", "(udp", "host nowhere")) {
            assertThatThrownBy(() -> PacketSources.ring(request(filter, 65_535)))
                    .isInstanceOf(CaptureException.class)
                    .hasMessageContaining("the filter \"" + filter + "\"");
        }
    }
}
