package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Names of the lab, looked up from a pod through the Service of the DNS server.
@RequiresLab
@Timeout(60)
class LabDnsIT {
    private static final int DNS_PORT = 53;
    private static final int ANSWER_HEADER_BYTES = 12;

    /// A busy machine answers late.
    private static final int REPLY_DEADLINE_MS = 3000;

    @TempDir private Path journals;

    private TestLab lab;

    @BeforeEach
    void build() {
        List<String> backends = List.of("server-1", "server-2");
        lab =
                TestLab.build(
                        LabOptions.STANDARD.withDns(true),
                        new TestbedPlan(
                                List.of(
                                        new PodRequest("client", Mode.VXLAN, 0),
                                        new PodRequest("server-1", Mode.VXLAN, 1),
                                        new PodRequest("server-2", Mode.VXLAN, 1)),
                                List.of(
                                        new ServiceRequest("web", backends),
                                        new ServiceRequest(
                                                "bare", backends, Set.of(ServiceTrait.HEADLESS))),
                                false),
                        journals);
        List<String> first = List.of("timeout");
        for (int tries = 0; tries < 5 && first.contains("timeout"); tries++) {
            first = lookUp("web.default.svc.cluster.local");
        }
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private static byte[] query(String name) {
        ByteBuffer out = ByteBuffer.allocate(300);
        out.putShort((short) 7).putShort((short) 0x0100).putShort((short) 1);
        out.putShort((short) 0).putInt(0);
        for (String label : name.split("\\.", -1)) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0).putShort((short) 1).putShort((short) 1);
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    /// The addresses of a name; `timeout` in their place where nothing came back.
    private List<String> lookUp(String name) {
        byte[] query = query(name);
        return InNamespace.call(
                lab.pod("client").namespace(),
                () -> {
                    try (DatagramSocket socket = new DatagramSocket()) {
                        socket.setSoTimeout(REPLY_DEADLINE_MS);
                        InetAddress server = InetAddress.getByName("198.19.0.2");
                        socket.send(new DatagramPacket(query, query.length, server, DNS_PORT));
                        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                        socket.receive(packet);
                        return addresses(ByteBuffer.wrap(packet.getData()), query.length);
                    } catch (SocketTimeoutException e) {
                        return List.of("timeout");
                    }
                });
    }

    private static List<String> addresses(ByteBuffer reply, int question) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < reply.getShort(6); i++) {
            int at = question + i * (ANSWER_HEADER_BYTES + 4) + ANSWER_HEADER_BYTES;
            addresses.add(Cidr.dotted(reply.getInt(at)));
        }
        return addresses;
    }

    @Test
    void namesLeadToClusterIpsAndOfHeadlessServicesToPods() {
        assertThat(lookUp("web.default.svc.cluster.local"))
                .containsExactly(lab.topology().services().getFirst().address().orElseThrow());
        assertThat(lookUp("bare.default.svc.cluster.local"))
                .containsExactlyInAnyOrder(
                        lab.pod("server-1").address(), lab.pod("server-2").address());
        assertThat(lookUp("nobody.default.svc.cluster.local")).isEmpty();
    }

    @Test
    void serverThatDropsEverySecondQueryAnswersTheOthers() {
        lab.lab().addFault("dns-drops-every-second");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.addAll(lookUp("web.default.svc.cluster.local"));
        }
        assertThat(answers.stream().filter("timeout"::equals)).hasSize(2);
    }
}
