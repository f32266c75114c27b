package dev.wiregauge.agent.traffic;

import static dev.wiregauge.agent.Namespaces.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.agent.RunningAgent;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the agents report, held against what the kernel of the server's namespace counted.
///
/// The kernel counts the whole trial, the agents its window: without warm-up the two differ by the
/// few packets of greeting and ending.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
class TrafficCountsIT {
    private static final String SERVER_4 = "198.18.202.2";
    private static final String SERVER_6 = "2001:db8:202::2";

    private Optional<Namespaces> namespaces = Optional.empty();
    private String serverNamespace = "";
    private Optional<RunningAgent> client = Optional.empty();
    private Optional<RunningAgent> server = Optional.empty();
    private int port;

    @BeforeAll
    void build() throws IOException {
        Namespaces.requireRoot();
        Namespaces made = new Namespaces("engine-counts");
        namespaces = Optional.of(made);
        String left = made.add("a");
        serverNamespace = made.add("b");
        ip(left, "link add eth0 mtu 1500 type veth peer name eth0 netns " + serverNamespace);
        address(left, 1);
        address(serverNamespace, 2);
        RunningAgent serving =
                RunningAgent.start(List.of("ip", "netns", "exec", serverNamespace), "server");
        server = Optional.of(serving);
        client = Optional.of(RunningAgent.start(List.of("ip", "netns", "exec", left), "client"));
        port = serving.serve();
    }

    private static void address(String namespace, int host) {
        ip(namespace, "link set lo up");
        ip(namespace, "addr add 198.18.202." + host + "/24 dev eth0");
        ip(namespace, "addr add 2001:db8:202::" + host + "/64 dev eth0 nodad");
        ip(namespace, "link set eth0 up");
    }

    @AfterAll
    void remove() throws IOException {
        client.ifPresent(RunningAgent::close);
        server.ifPresent(RunningAgent::close);
        if (namespaces.isPresent()) {
            namespaces.get().close();
        }
    }

    private Measurement run(String host, Workload workload) {
        return client.orElseThrow()
                .ask(
                        RunningAgent.trial(host, port, workload, RunningAgent.timing(0, 1000, 100)),
                        AgentEvent.TrialDone.class)
                .measurement();
    }

    /// Of the server's namespace, by the names of /proc/net/snmp (both families are added up) and
    /// `rx_bytes` of its interface.
    private long kernelCount(String protocol, String name) throws IOException {
        if (protocol.equals("eth0")) {
            return Long.parseLong(
                    inServer("cat", "/sys/class/net/eth0/statistics/" + name).strip());
        }
        List<String> rows =
                inServer("cat", "/proc/net/snmp")
                        .lines()
                        .filter(line -> line.startsWith(protocol + ":"))
                        .toList();
        int column = List.of(rows.getFirst().split(" ", -1)).indexOf(name);
        long four = Long.parseLong(rows.getLast().split(" ", -1)[column]);
        long six =
                inServer("cat", "/proc/net/snmp6")
                        .lines()
                        .filter(line -> line.matches(protocol + "6" + name + "\\s+\\d+"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".*\\s", "")))
                        .sum();
        return four + six;
    }

    private String inServer(String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", serverNamespace));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER_4, SERVER_6})
    void everyDatagramOfAStreamIsAccountedFor(String host) throws IOException {
        long before = kernelCount("Udp", "InDatagrams");
        Measurement m = run(host, new Workload.UdpStream(1400, Optional.of(5000)));
        long counted = kernelCount("Udp", "InDatagrams") - before;
        long received = m.datagrams().orElseThrow().received();
        // 1.05 s at the rate, and the session's control datagrams; a busy machine opens the window
        // late
        assertThat(counted).isBetween(received, 5000 + 250 + 50L);
        assertThat(received).isGreaterThan(2500);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER_4, SERVER_6})
    void segmentsCrossTheKernelAsOneAndAreCountedOneByOne(String host) throws IOException {
        long before = kernelCount("eth0", "rx_bytes");
        Measurement m = run(host, new Workload.UdpStreamSegmented(1400, Optional.of(20_000)));
        long wireBytes = kernelCount("eth0", "rx_bytes") - before;
        assertThat(m.bytes()).isEqualTo(m.datagrams().orElseThrow().received() * 1400);
        // 1.05 s at the rate, and headers
        assertThat(wireBytes).isBetween(m.bytes(), 20_000 * 1500L * 11 / 10);
        assertThat(m.bytes()).isGreaterThan(20_000 * 1400L / 2);
    }

    @Test
    void everyDatagramRoundTripIsOneDatagramIn() throws IOException {
        long before = kernelCount("Udp", "InDatagrams");
        Pace pace = new Pace(2000, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
        Measurement m = run(SERVER_4, new Workload.UdpRr(64, 64, Optional.of(pace)));
        long counted = kernelCount("Udp", "InDatagrams") - before;
        assertThat(counted).isBetween(m.transactions(), m.transactions() + 100);
        assertThat(m.transactions()).isBetween(1000L, 2001L);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER_4, SERVER_6})
    void everyConnectionIsOnePassiveOpen(String host) throws IOException {
        long before = kernelCount("Tcp", "PassiveOpens");
        Measurement m = run(host, new Workload.TcpCrr(64, 64));
        long counted = kernelCount("Tcp", "PassiveOpens") - before;
        // the one that brings the terms, and those at the window's two edges
        assertThat(counted).isBetween(m.transactions() + 1, m.transactions() + 4);
    }

    @Test
    void everyRoundTripIsASegmentIn() throws IOException {
        long before = kernelCount("Tcp", "InSegs");
        Measurement m = run(SERVER_4, new Workload.TcpRr(64, 64));
        long counted = kernelCount("Tcp", "InSegs") - before;
        assertThat(counted)
                .isBetween(m.transactions(), m.transactions() + m.transactions() / 5 + 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER_4, SERVER_6})
    void theBytesOfAStreamCrossedTheInterface(String host) throws IOException {
        for (Workload workload :
                List.of(
                        new Workload.TcpStream(2, 131_072),
                        new Workload.TcpStreamZeroCopy(1, 131_072, true))) {
            long before = kernelCount("eth0", "rx_bytes");
            Measurement m = run(host, workload);
            long wireBytes = kernelCount("eth0", "rx_bytes") - before;
            // headers, and what crossed before and after the window
            assertThat(wireBytes)
                    .as(workload.label())
                    .isBetween(m.bytes(), m.bytes() + m.bytes() / 3);
        }
    }

    @Test
    void streamsInBothDirectionsAreCountedApart() throws IOException {
        long inBefore = kernelCount("eth0", "rx_bytes");
        long outBefore = kernelCount("eth0", "tx_bytes");
        Measurement m =
                run(
                        SERVER_4,
                        new Workload.TcpStream(1, 131_072, Optional.of(Workload.Direction.BOTH)));
        long toServer = kernelCount("eth0", "rx_bytes") - inBefore;
        long toClient = kernelCount("eth0", "tx_bytes") - outBefore;
        long took = m.bytesToClient().orElseThrow();
        assertThat(toClient).isBetween(took, took + took / 3 + (16 << 20));
        assertThat(toServer).isBetween(m.bytes() - took, (m.bytes() - took) * 4 / 3 + (16 << 20));
    }
}
