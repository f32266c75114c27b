package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Delay and loss by the kernel's own netem on an uplink of the lab.
@RequiresLab
@Timeout(120)
class NetemVm {
    private static final long DELAY_NS = 30_000_000;
    private static final int SENT = 600;

    @TempDir private Path journals;

    private TestLab lab;

    @BeforeEach
    void build() {
        lab = TestLab.build(LabOptions.STANDARD, TestLab.plan(2, Mode.VXLAN), journals);
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private void netem(String parameters) {
        TestLab.RUNNER.run(
                Command.tc(
                        lab.topology().nodes().getFirst().namespace(),
                        List.of(
                                "qdisc replace dev %s root netem %s"
                                        .formatted(LabPlan.UPLINK, parameters))));
    }

    private int exchange(int count) throws IOException {
        try (DatagramChannel echo = lab.echo("vxlan-2")) {
            return TestLab.exchange(
                    lab.pod("vxlan-1").namespace(),
                    lab.pod("vxlan-2").address(),
                    ((InetSocketAddress) echo.getLocalAddress()).getPort(),
                    100,
                    count);
        }
    }

    /// The shortest of a few round trips.
    private long shortestNs() throws IOException {
        long shortest = Long.MAX_VALUE;
        assertThat(exchange(1)).as("the first one resolves addresses").isOne();
        for (int i = 0; i < 5; i++) {
            long before = System.nanoTime();
            assertThat(exchange(1)).isOne();
            shortest = Math.min(shortest, System.nanoTime() - before);
        }
        return shortest;
    }

    @Test
    void delayIsAddedToEveryRoundTrip() throws IOException {
        netem("delay 30ms");
        assertThat(shortestNs()).isGreaterThanOrEqualTo(DELAY_NS);
        netem("delay 90ms");
        assertThat(shortestNs()).isGreaterThanOrEqualTo(3 * DELAY_NS);
    }

    @Test
    void lossIsThatOfTheLot() throws IOException {
        assertThat(exchange(1)).as("resolves addresses").isOne();
        netem("loss 20%");
        // 480 of 600 on average; 60 are six standard deviations
        assertThat(arrivals()).isBetween(480 - 60, 480 + 60);
        netem("loss 0%");
        assertThat(arrivals()).isEqualTo(SENT);
    }

    /// Sends a lot and counts what reaches the server's kernel, whether or not the server comes to
    /// read it in time.
    private int arrivals() throws IOException {
        try (DatagramChannel echo = lab.echo("vxlan-2")) {
            InetSocketAddress server = (InetSocketAddress) echo.getLocalAddress();
            int before = delivered();
            return InNamespace.call(
                    lab.pod("vxlan-1").namespace(),
                    () -> {
                        try (DatagramChannel channel = DatagramChannel.open()) {
                            channel.connect(server);
                            for (int i = 0; i < SENT; i++) {
                                channel.write(ByteBuffer.allocate(64));
                            }
                            // while there is somebody to take the answers: no ICMP errors
                            return settled() - before;
                        }
                    });
        }
    }

    private int settled() throws InterruptedException {
        int earlier = -1;
        int count = delivered();
        while (count != earlier) {
            Thread.sleep(500);
            earlier = count;
            count = delivered();
        }
        return count;
    }

    /// Ip.InDelivers of the server's pod (RFC 4293).
    private int delivered() {
        return InNamespace.call(
                lab.pod("vxlan-2").namespace(),
                () ->
                        Files.readString(Path.of("/proc/thread-self/net/snmp"))
                                .lines()
                                .filter(line -> line.matches("Ip: \\d.*"))
                                .mapToInt(line -> Integer.parseInt(line.split(" ", -1)[9]))
                                .sum());
    }
}
