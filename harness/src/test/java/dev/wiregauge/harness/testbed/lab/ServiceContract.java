package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What Services must do whoever makes them, with real connections; each server says who it is and
/// whom it sees.
@Timeout(60)
abstract class ServiceContract {
    private static final int CONNECTIONS = 60;

    /// Long enough for a SYN that is sent again after a second.
    private static final int CONNECT_DEADLINE_MS = 3000;

    @TempDir private Path journals;

    private final List<ServerSocket> servers = new ArrayList<>();
    private final LabOptions.Proxy proxy;
    TestLab lab;

    ServiceContract(LabOptions.Proxy proxy) {
        this.proxy = proxy;
    }

    @BeforeEach
    void build() {
        List<String> backends = List.of("server-1", "server-2");
        lab =
                TestLab.build(
                        LabOptions.STANDARD.withProxy(proxy),
                        new TestbedPlan(
                                List.of(
                                        new PodRequest("client", Mode.VXLAN, 0),
                                        new PodRequest("server-1", Mode.VXLAN, 1),
                                        new PodRequest("server-2", Mode.VXLAN, 1)),
                                List.of(
                                        new ServiceRequest(
                                                "plain", backends, Set.of(ServiceTrait.NODE_PORT)),
                                        new ServiceRequest(
                                                "sticky",
                                                backends,
                                                Set.of(ServiceTrait.SESSION_AFFINITY)),
                                        new ServiceRequest(
                                                "local",
                                                backends,
                                                Set.of(
                                                        ServiceTrait.NODE_PORT,
                                                        ServiceTrait.LOCAL_TRAFFIC)),
                                        new ServiceRequest(
                                                "headless",
                                                backends,
                                                Set.of(ServiceTrait.HEADLESS))),
                                false),
                        journals);
        backends.forEach(this::serve);
    }

    @AfterEach
    void remove() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        lab.close();
    }

    private void serve(String name) {
        Pod pod = lab.pod(name);
        ServerSocket server =
                InNamespace.call(
                        pod.namespace(),
                        () -> {
                            ServerSocket socket = new ServerSocket();
                            socket.bind(
                                    new InetSocketAddress(pod.address(), Testbed.DATA_PORT), 100);
                            return socket;
                        });
        servers.add(server);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            answer(server, name);
                        }
                    } catch (IOException closed) {
                        return;
                    }
                });
    }

    private static void answer(ServerSocket server, String name) throws IOException {
        try (Socket client = server.accept()) {
            String peer = client.getInetAddress().getHostAddress();
            client.getOutputStream().write((name + " " + peer).getBytes(StandardCharsets.UTF_8));
        }
    }

    /// `server-1 198.18.48.2`, or how the attempt failed.
    private static String call(String namespace, String host, int port) {
        return call(namespace, host, port, 0);
    }

    /// @param sourcePort 0 for any
    static String call(String namespace, String host, int port, int sourcePort) {
        return InNamespace.call(
                namespace,
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.setReuseAddress(true);
                        socket.bind(new InetSocketAddress(sourcePort));
                        socket.setSoTimeout(2000);
                        socket.connect(new InetSocketAddress(host, port), CONNECT_DEADLINE_MS);
                        return new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    } catch (ConnectException e) {
                        return "refused";
                    } catch (SocketTimeoutException e) {
                        return "silence";
                    }
                });
    }

    String call(String from, String service) {
        return call(lab.pod(from).namespace(), clusterIp(service), LabTopology.SERVICE_PORT);
    }

    private LabTopology.Service service(String name) {
        return lab.topology().services().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String clusterIp(String service) {
        return service(service).address().orElseThrow();
    }

    private Map<String, Integer> spread(String from, String service) {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            answers.merge(call(from, service), 1, Integer::sum);
        }
        return answers;
    }

    @Test
    void servicesWorkAsInACluster() {
        String client = lab.pod("client").address();
        assertThat(spread("client", "plain"))
                .as("every backend is reached and sees the pod itself")
                .containsOnlyKeys("server-1 " + client, "server-2 " + client);
        assertThat(spread("client", "sticky")).as("session affinity").hasSize(1);

        LabTopology.Node first = lab.topology().nodes().get(0);
        LabTopology.Node second = lab.topology().nodes().get(1);
        assertThat(call(first.namespace(), clusterIp("plain"), LabTopology.SERVICE_PORT))
                .as("a node is no pod: it is masqueraded to the address of its tunnel")
                .endsWith(" " + lab.topology().pools().getFirst().tunnelAddress(first));

        int nodePort = service("plain").nodePort().orElseThrow();
        assertThat(call(lab.topology().underlayNamespace(), first.address(), nodePort))
                .as("a client from outside reaches pods of another node, masqueraded")
                .endsWith(" " + lab.topology().pools().getFirst().tunnelAddress(first));
        int localPort = service("local").nodePort().orElseThrow();
        assertThat(call(lab.topology().underlayNamespace(), second.address(), localPort))
                .as("externalTrafficPolicy Local keeps the client's address")
                .endsWith(" " + first.gateway());
        assertThat(call(lab.topology().underlayNamespace(), first.address(), localPort))
                .as("and drops where the node has no backend")
                .isEqualTo("silence");
    }

    @Test
    void hairpinIsMasqueradedUntilItIsBroken() {
        String own = "server-1 " + lab.topology().nodes().get(1).address();
        assertThat(spread("server-1", "plain")).containsKey(own);
        lab.lab().addFault("hairpin-broken");
        assertThat(fewCalls("server-1")).doesNotContain(own).contains("silence");
        lab.lab().clearFault("hairpin-broken");
        assertThat(spread("server-1", "plain")).containsKey(own).doesNotContainKey("silence");
    }

    @Test
    void serviceWithoutEndpointsRefuses() {
        lab.lab().addFault("no-endpoints");
        assertThat(call("client", "plain")).isEqualTo("refused");
        lab.lab().clearFault("no-endpoints");
        assertThat(call("client", "plain")).startsWith("server-");
    }

    /// A few, since those that are lost take their time.
    private List<String> fewCalls(String from) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 8 && !answers.contains("silence"); i++) {
            answers.add(call(from, "plain"));
        }
        return answers;
    }
}
