package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.scenario.Mode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A lab without agents, whose pods tests talk from by sockets of their own.
final class TestLab implements AutoCloseable {
    static final CommandRunner RUNNER = new ExternalPrograms();

    private final Journal journal;
    private final Lab lab;

    private TestLab(Journal journal, Lab lab) {
        this.journal = journal;
        this.lab = lab;
    }

    /// Skips the calling test without root, but fails it where CI=true promises root.
    static void requireRoot() {
        boolean promised = "true".equals(System.getenv("CI"));
        assumeTrue(promised || LabMachine.isRoot(), "the lab needs root");
        LabMachine.requireRoot();
    }

    /// One pod of each mode on every node, and a Service over all but the first node's.
    static TestbedPlan plan(int nodes, Mode... modes) {
        List<PodRequest> pods = new ArrayList<>();
        List<ServiceRequest> services = new ArrayList<>();
        for (Mode mode : modes) {
            List<String> backends = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                String name = mode.id() + "-" + (node + 1);
                pods.add(new PodRequest(name, mode, node));
                if (node > 0) {
                    backends.add(name);
                }
            }
            services.add(new ServiceRequest(mode.id() + "-svc", backends));
        }
        return new TestbedPlan(pods, services, false);
    }

    /// The plan, and beside it Services with a port on the nodes and with session affinity.
    static TestbedPlan withEveryKindOfService(TestbedPlan plan) {
        List<String> all = plan.pods().stream().map(PodRequest::name).toList();
        List<ServiceRequest> services = new ArrayList<>(plan.services());
        services.add(new ServiceRequest("nodeport", all, Set.of(ServiceTrait.NODE_PORT)));
        services.add(
                new ServiceRequest(
                        "local", all, Set.of(ServiceTrait.NODE_PORT, ServiceTrait.LOCAL_TRAFFIC)));
        services.add(new ServiceRequest("sticky", all, Set.of(ServiceTrait.SESSION_AFFINITY)));
        return new TestbedPlan(plan.pods(), services, plan.nodeAgents());
    }

    static TestLab build(LabOptions options, TestbedPlan plan, Path journals) {
        Journal journal = new Journals(journals).open(TestRun.newId(), "test", Instant.now());
        Lab lab =
                new Lab(
                        LabTopology.of(journal.run(), options, plan),
                        new LabMachine(RUNNER).tunl0(options.ipipDevice()),
                        RUNNER,
                        AgentProgram.installed());
        TestLab built = new TestLab(journal, lab);
        try {
            lab.build(journal, phrase -> {});
        } catch (RuntimeException e) {
            built.close();
            throw e;
        }
        return built;
    }

    Lab lab() {
        return lab;
    }

    LabTopology topology() {
        return lab.topology();
    }

    Journal journal() {
        return journal;
    }

    Pod pod(String name) {
        return topology().pod(name);
    }

    /// Opens an UDP port in a pod that returns every datagram, until the channel is closed.
    DatagramChannel echo(String pod) {
        return echo(pod(pod).namespace(), pod(pod).address());
    }

    private static DatagramChannel echo(String namespace, String address) {
        DatagramChannel channel =
                InNamespace.call(
                        namespace,
                        () -> DatagramChannel.open().bind(new InetSocketAddress(address, 0)));
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    ByteBuffer buffer = ByteBuffer.allocate(65_536);
                    try {
                        while (true) {
                            var from = channel.receive(buffer.clear());
                            channel.send(buffer.flip(), from);
                        }
                    } catch (IOException closed) {
                        return;
                    }
                });
        return channel;
    }

    /// Whether a datagram to a namespace comes back.
    static boolean answers(String from, String to, String address) {
        try (DatagramChannel echo = echo(to, address)) {
            int port = ((InetSocketAddress) echo.getLocalAddress()).getPort();
            return exchange(from, address, port, 100, 1) == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends datagrams one after the other, each after the echo of the last, and returns how many
    /// came back within a deadline each.
    static int exchange(String namespace, String host, int port, int payloadBytes, int count) {
        return InNamespace.call(
                namespace,
                () -> {
                    try (var socket = new DatagramSocket()) {
                        socket.setSoTimeout(1000);
                        int lost = 0;
                        byte[] bytes = new byte[payloadBytes];
                        InetAddress address = InetAddress.getByName(host);
                        for (int i = 0; i < count; i++) {
                            socket.send(new DatagramPacket(bytes, bytes.length, address, port));
                            try {
                                socket.receive(new DatagramPacket(new byte[65_536], 65_536));
                            } catch (SocketTimeoutException nothingCame) {
                                lost++;
                            }
                        }
                        return count - lost;
                    }
                });
    }

    /// Bytes that a node's uplink has sent, headers of Ethernet included.
    long uplinkBytes(int node) {
        return InNamespace.call(
                topology().nodes().get(node).namespace(),
                () ->
                        Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                                .map(String::trim)
                                .filter(line -> line.startsWith(LabPlan.UPLINK + ":"))
                                .map(line -> line.split("[: ]+", -1)[9])
                                .mapToLong(Long::parseLong)
                                .findFirst()
                                .orElseThrow());
    }

    @Override
    public void close() {
        assertThat(journal.undo(List.of(new LabEraser(RUNNER)))).isEmpty();
    }
}
