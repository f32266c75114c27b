package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.diagnose.Judge;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tables that are one for the whole machine, made too small for a lab: only where the machine is
/// nobody else's.
@RequiresLab
@EnabledIfSystemProperty(named = VmStage.MARK, matches = "true")
@Timeout(240)
class FullTablesVm {
    private static final Path CONNTRACK_MAX = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");
    private static final Path NEIGHBOURS = Path.of("/proc/sys/net/ipv4/neigh/default");

    /// An agent that reads its kernel for the first time has many classes to load.
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(100);

    /// One for both: to build it and to start its agents takes longest here.
    private static DiagnosedLab lab;

    private final Map<Path, String> before = new TreeMap<>();

    @BeforeAll
    static void build(@TempDir Path journals) {
        lab =
                DiagnosedLab.build(
                        LabOptions.STANDARD,
                        List.of(Mode.BGP),
                        AgentProgram.installed(),
                        journals,
                        ANSWER_DEADLINE);
    }

    @AfterAll
    static void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    @AfterEach
    void restore() throws IOException {
        for (Map.Entry<Path, String> each : before.entrySet()) {
            Files.writeString(each.getKey(), each.getValue());
            assertThat(read(each.getKey())).isEqualTo(each.getValue());
        }
    }

    private void set(Path sysctl, int value) throws IOException {
        if (!before.containsKey(sysctl)) {
            before.put(sysctl, read(sysctl));
        }
        Files.writeString(sysctl, Integer.toString(value));
    }

    /// By a stream: the file claims a size of 0, and Files.readString would take one byte of it.
    private static String read(Path sysctl) throws IOException {
        try (InputStream in = Files.newInputStream(sysctl)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private void assertNamed(String id) {
        Evidence evidence = lab.collect();
        assertThat(Judge.findings(evidence))
                .as("not checked: %s", evidence.notChecked())
                .filteredOn(finding -> finding.severity() == Severity.CRITICAL)
                .filteredOn(finding -> finding.id().equals(id))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.place()).startsWith("node"));
    }

    @Test
    void aFullConnectionTrackingTableIsNamed() throws IOException {
        set(CONNTRACK_MAX, 2);
        assertNamed("F41");
    }

    /// As on a large flat network where somebody looks for hosts that are not there: an unanswered
    /// question holds its place.
    @Test
    void aFullNeighbourTableIsNamed() throws Exception {
        set(NEIGHBOURS.resolve("gc_thresh1"), 1);
        set(NEIGHBOURS.resolve("gc_thresh2"), 16);
        set(NEIGHBOURS.resolve("gc_thresh3"), 32);
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<Integer> seeker = seekAbsentHosts(enough);
        try {
            assertNamed("F52");
        } finally {
            enough.countDown();
        }
        assertThat(seeker.get(10, TimeUnit.SECONDS)).as("hosts sought").isPositive();
    }

    /// Gives how many datagrams were sent, those that the kernel had no room for among them.
    private static CompletableFuture<Integer> seekAbsentHosts(CountDownLatch enough) {
        Node node = lab.topology().nodes().getFirst();
        return InNamespace.start(
                node.namespace(),
                () -> {
                    int sent = 0;
                    try (DatagramSocket socket = new DatagramSocket()) {
                        while (!enough.await(10, TimeUnit.MILLISECONDS)) {
                            String absent = node.subnet().host(100 + sent % 100);
                            sendUnlessRefused(socket, InetAddress.ofLiteral(absent));
                            sent++;
                        }
                    }
                    return sent;
                });
    }

    private static void sendUnlessRefused(DatagramSocket socket, InetAddress to) {
        try {
            socket.send(new DatagramPacket(new byte[1], 1, to, 9));
        } catch (IOException tableIsFull) {
            // ENOBUFS: what the test is about
        }
    }
}
