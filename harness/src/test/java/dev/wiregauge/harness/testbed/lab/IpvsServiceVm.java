package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.BindException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/// Services by IPVS, and what is peculiar to it.
@RequiresLab
@Timeout(180)
class IpvsServiceVm extends ServiceContract {
    private static final int SOURCE_PORT = 41_000;

    IpvsServiceVm() {
        super(LabOptions.Proxy.IPVS);
    }

    /// ClusterIPs lie on a device of every node, so every node answers for them where it is not
    /// told to be strict: kube-proxy's `strictARP`.
    @Test
    void everyNodeAnswersArpForServicesUnlessItIsStrict() throws InterruptedException {
        String clusterIp = clusterIp("plain");
        assertThat(arpAnswer(clusterIp)).as("strictARP false").contains("lladdr");
        for (Node node : lab.topology().nodes()) {
            TestLab.RUNNER.run(
                    Command.sysctl(
                            node.namespace(),
                            List.of(
                                    "net.ipv4.conf.all.arp_ignore=1",
                                    "net.ipv4.conf.all.arp_announce=2")));
        }
        assertThat(arpAnswer(clusterIp)).as("strictARP true").contains("FAILED");
    }

    /// What the underlay's router learns of an address that it takes for a neighbour's.
    private String arpAnswer(String address) throws InterruptedException {
        String router = lab.topology().underlayNamespace();
        TestLab.RUNNER.run(
                Command.ip(
                        router,
                        List.of("route replace " + address + " dev br0", "neigh flush dev br0")));
        call(router, address, 9, 0);
        Command ask = Command.of("ip", "-n", router, "neigh", "show", address, "dev", "br0");
        long end = System.nanoTime() + 30_000_000_000L;
        String answer = "";
        while (System.nanoTime() < end) {
            answer = TestLab.RUNNER.run(ask);
            if (answer.contains("lladdr") || answer.contains("FAILED")) {
                return answer;
            }
            Thread.sleep(100);
        }
        return answer;
    }

    /// A client that takes the same port again is another connection: with `conn_reuse_mode` 0 it
    /// sticks to the server of the last one, even if that is leaving.
    @Test
    void aReusedPortSticksToItsServerOnlyInConnReuseModeZero() {
        reuse(0);
        assertThat(callsFromOnePort()).hasSize(1);
        reuse(1);
        assertThat(callsFromOnePort()).hasSizeGreaterThan(1);
    }

    private void reuse(int mode) {
        TestLab.RUNNER.run(
                Command.sysctl(
                        lab.topology().nodes().getFirst().namespace(),
                        List.of("net.ipv4.vs.conn_reuse_mode=" + mode)));
    }

    private Set<String> callsFromOnePort() {
        Set<String> servers = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            servers.add(callFromThePort());
        }
        return servers;
    }

    /// The port is free again once the last connection's end was acknowledged.
    private String callFromThePort() {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            try {
                return call(
                        lab.pod("client").namespace(),
                        clusterIp("plain"),
                        LabTopology.SERVICE_PORT,
                        SOURCE_PORT);
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof BindException) || System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }
}
