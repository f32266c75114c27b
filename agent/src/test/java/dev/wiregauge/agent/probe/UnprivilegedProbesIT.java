package dev.wiregauge.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.agent.RunningAgent;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.Network;
import dev.wiregauge.result.evidence.ProbeAnswer.PacketTooBig;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every probe, run as a container's user is: nobody, without any capability; over IPv4 and IPv6,
/// across two routers whose link between them is narrower than their others.
@Timeout(120)
class UnprivilegedProbesIT {
    private static final int NARROW_MTU = 1400;
    private static final int ECHOES = 50;
    private static final int BULK_BYTES = 256 << 10;
    private static final int PATIENCE_MILLIS = 10_000;

    private static Namespaces namespaces;
    private static RunningAgent client;
    private static RunningAgent server;
    private static String nearRouter = "";

    /// Addresses, and what nft calls the message that a packet is too big.
    enum Family {
        IPV4("198.18.200.1", "198.18.202.1", "198.18.200.254", "icmp type destination-unreachable"),
        IPV6("fd00:200::1", "fd00:202::1", "fd00:200::254", "icmpv6 type packet-too-big");

        private final String client;
        private final String server;
        private final String router;
        private final String tooBig;

        Family(String client, String server, String router, String tooBig) {
            this.client = client;
            this.server = server;
            this.router = router;
            this.tooBig = tooBig;
        }
    }

    @BeforeAll
    static void build(@TempDir Path folder) throws IOException {
        Namespaces.requireRoot();
        namespaces = new Namespaces("wgprobe");
        String pod = namespaces.add("client");
        nearRouter = namespaces.add("near");
        String farRouter = namespaces.add("far");
        String other = namespaces.add("server");
        cable(pod, nearRouter, 200, 1500);
        cable(other, farRouter, 202, 1500);
        Namespaces.ip(
                nearRouter,
                "link add mid mtu %d type veth peer name mid mtu %d netns %s"
                        .formatted(NARROW_MTU, NARROW_MTU, farRouter));
        middle(nearRouter, 1, 2, 202);
        middle(farRouter, 2, 1, 200);
        String classPath = readableByEveryone(folder);
        client = RunningAgent.startFrom(classPath, asNobody(pod), "client");
        server = RunningAgent.startFrom(classPath, asNobody(other), "server");
    }

    /// A host and its router, in subnet N: the host is .1, the router .254.
    private static void cable(String host, String router, int subnet, int mtu) {
        Namespaces.ip(
                host,
                "link add eth0 mtu %d type veth peer name host mtu %d netns %s"
                        .formatted(mtu, mtu, router));
        addresses(host, "eth0", subnet, "1");
        addresses(router, "host", subnet, "254");
        Namespaces.ip(host, "route add default via 198.18.%d.254".formatted(subnet));
        Namespaces.ip(host, "-6 route add default via fd00:%d::254".formatted(subnet));
    }

    private static void middle(String router, int own, int peer, int subnetBehind) {
        addresses(router, "mid", 201, Integer.toString(own));
        Namespaces.ip(
                router, "route add 198.18.%d.0/24 via 198.18.201.%d".formatted(subnetBehind, peer));
        Namespaces.ip(
                router, "-6 route add fd00:%d::/64 via fd00:201::%d".formatted(subnetBehind, peer));
        Namespaces.run(
                "ip",
                "netns",
                "exec",
                router,
                "sysctl",
                "-qw",
                "net.ipv4.ip_forward=1",
                "net.ipv6.conf.all.forwarding=1");
    }

    private static void addresses(String namespace, String link, int subnet, String host) {
        Namespaces.ip(namespace, "addr add 198.18.%d.%s/24 dev %s".formatted(subnet, host, link));
        Namespaces.ip(
                namespace, "-6 addr add fd00:%d::%s/64 dev %s nodad".formatted(subnet, host, link));
        Namespaces.ip(namespace, "link set " + link + " up");
    }

    private static List<String> asNobody(String namespace) {
        return List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs");
    }

    /// The build's own folders may lie in root's home; the packed agent is copied out of it.
    private static String readableByEveryone(Path folder) throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            Path jar =
                    built.filter(path -> path.getFileName().toString().matches("agent-.*\\.jar"))
                            .findFirst()
                            .orElseThrow(
                                    () -> new IllegalStateException("the agent is not packed"));
            Path copy = Files.copy(jar, folder.resolve("agent.jar"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            return copy.toString();
        }
    }

    @AfterAll
    static void remove() {
        if (namespaces != null) {
            if (client != null) {
                client.close();
            }
            if (server != null) {
                server.close();
            }
            namespaces.close();
        }
    }

    private static int serve(Family family) {
        return server.ask(
                        new AgentCommand.ServeProbes(RunningAgent.COOKIE, family.server, 0),
                        AgentEvent.Serving.class)
                .port();
    }

    private static <A> A probe(Probe probe, Class<A> answer) {
        AgentEvent.Probed probed =
                client.ask(new AgentCommand.RunProbe(probe), AgentEvent.Probed.class);
        assertThat(probed.answer()).isInstanceOf(answer);
        return answer.cast(probed.answer());
    }

    private static PathMtu pathMtu(Family family, int port) {
        return probe(new Probe.PathMtu(RunningAgent.COOKIE, family.server, port, 1), PathMtu.class);
    }

    @Test
    void theAgentsAreNobodyAndHaveNoCapability() throws IOException {
        String status = Files.readString(Path.of("/proc/" + client.process().pid() + "/status"));
        assertThat(status)
                .containsPattern("Uid:\\s+65534\\s+65534")
                .containsPattern("CapEff:\\s+0+\n");
    }

    @ParameterizedTest
    @EnumSource
    void pathMtuIsWhatTheNearRouterSays(Family family) {
        PathMtu mtu = pathMtu(family, serve(family));
        assertThat(mtu.interfaceMtuBytes()).isEqualTo(1500);
        assertThat(mtu.largestAnsweredBytes()).isEqualTo(NARROW_MTU);
        assertThat(mtu.limit()).isEqualTo(MtuLimit.ICMP);
        assertThat(mtu.packetTooBig()).extracting(PacketTooBig::mtuBytes).containsOnly(NARROW_MTU);
        assertThat(mtu.packetTooBig().getFirst().sender()).isEqualTo(canonical(family.router));
    }

    private static String canonical(String address) {
        return AddressText.of(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheRoutersWordThereIsABlackHole(Family family) {
        int port = serve(family);
        nft("add table inet hole");
        try {
            nft("add chain inet hole out { type filter hook output priority 0; }");
            nft("add rule inet hole out " + family.tooBig + " drop");
            PathMtu mtu = pathMtu(family, port);
            assertThat(mtu.limit()).isEqualTo(MtuLimit.BLACK_HOLE);
            assertThat(mtu.largestAnsweredBytes()).isEqualTo(NARROW_MTU);
            assertThat(mtu.packetTooBig()).isEmpty();
            assertThat(mtu.controlsAnswered()).isPositive();
        } finally {
            nft("delete table inet hole");
        }
    }

    private static void nft(String command) {
        Namespaces.run("ip", "netns", "exec", nearRouter, "nft", command);
    }

    @ParameterizedTest
    @EnumSource
    void echoesSayWhoAnsweredAndWhomItSaw(Family family) {
        Echoes echoes =
                probe(
                        new Probe.Echo(
                                RunningAgent.COOKIE,
                                family.server,
                                serve(family),
                                1,
                                ECHOES,
                                100,
                                true,
                                0,
                                true),
                        Echoes.class);
        assertThat(echoes.servedBy()).isEqualTo(Map.of("server", ECHOES));
        assertThat(echoes.peersSeen()).isEqualTo(Map.of(canonical(family.client), ECHOES));
    }

    @ParameterizedTest
    @EnumSource
    void tcpLearnsThePathMtuAndSaysSo(Family family) {
        TcpConnections tcp =
                probe(
                        new Probe.Tcp(
                                RunningAgent.COOKIE,
                                family.server,
                                serve(family),
                                2,
                                BULK_BYTES,
                                PATIENCE_MILLIS),
                        TcpConnections.class);
        assertThat(tcp.answered()).isEqualTo(2);
        assertThat(tcp.bulkDelivered()).isEqualTo(2);
        assertThat(tcp.pathMtuBytes()).as("tcpi_pmtu").isEqualTo(NARROW_MTU);
        assertThat(tcp.mssBytes()).isBetween(NARROW_MTU - 80, NARROW_MTU - 40);
        assertThat(tcp.peersSeen()).containsOnlyKeys(canonical(family.client));
    }

    @ParameterizedTest
    @EnumSource
    void aPortWhereNobodyListensRefuses(Family family) {
        TcpConnections tcp =
                probe(
                        new Probe.Tcp(RunningAgent.COOKIE, family.server, 9, 1, 0, PATIENCE_MILLIS),
                        TcpConnections.class);
        assertThat(tcp.refused()).isEqualTo(1);
    }

    @Test
    void theKernelsFactsAreReadWithoutPrivilege() {
        Network network = probe(new Probe.ReadNetwork(), Network.class);
        assertThat(network.facts().link("eth0")).isPresent();
        assertThat(network.facts().counters())
                .as("the machine's neighbour table, which /proc has in its first namespace alone")
                .containsKeys("arp_cache.entries", "arp_cache.table_fulls");
        assertThat(network.facts().sysctls()).containsKey("ipv4/neigh/default/gc_thresh3");
        assertThat(network.facts().bgpPeers()).hasValue(List.of());
        assertThat(network.facts().filters()).as("only a node agent may ask").isEmpty();
        assertThat(network.facts().filtersUnread()).get().asString().contains("CAP_NET_ADMIN");
    }
}
