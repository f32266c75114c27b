package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.scenario.Mode;

import jdk.net.ExtendedSocketOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;

/// What a tunnel must do beyond carrying packets, on an underlay whose far half takes only 1400
/// bytes.
@RequiresLab
@Timeout(60)
class LabTunnelIT {
    /// What the tunnel is made of; the kernel's own device must pass the same tests.
    LabOptions.IpipDevice device() {
        return LabOptions.IpipDevice.LOOKALIKE_TCX;
    }

    private static final int FAR_MTU_BYTES = 1400;
    private static final int IPIP_BYTES = 20;
    private static final int UDP_BYTES = 28;

    @TempDir private Path journals;

    private TestLab lab;

    @BeforeEach
    void build() {
        lab =
                TestLab.build(
                        LabOptions.STANDARD
                                .withUnderlay(LabOptions.Underlay.L3)
                                .withIpipDevice(device()),
                        TestLab.plan(2, Mode.IPIP),
                        journals);
        TestLab.RUNNER.run(
                Command.ip(
                        lab.topology().underlayNamespace(),
                        List.of("link set br1 mtu " + FAR_MTU_BYTES)));
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @Test
    void underlaysFragNeededReachesTheInnerSender() throws Exception {
        Pod client = lab.pod("ipip-1");
        Pod server = lab.pod("ipip-2");
        try (DatagramChannel channel =
                InNamespace.call(client.namespace(), DatagramChannel::open)) {
            channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            channel.connect(new InetSocketAddress(server.address(), 9));
            assertThat(learntMtuBytes(channel, client, server))
                    .isEqualTo(FAR_MTU_BYTES - IPIP_BYTES);
            assertThatThrownBy(
                            () -> channel.write(ByteBuffer.allocate(client.mtuBytes() - UDP_BYTES)))
                    .isInstanceOf(IOException.class);
        }
    }

    /// Sends until the sender's kernel has learnt an MTU: the look-alike tells it at the first
    /// packet, the kernel's own device at the second.
    private static int learntMtuBytes(DatagramChannel channel, Pod from, Pod to)
            throws IOException, InterruptedException {
        Command ask = Command.of("ip", "-n", from.namespace(), "route", "get", to.address());
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            channel.write(ByteBuffer.allocate(from.mtuBytes() - UDP_BYTES));
            Thread.sleep(50);
            String route = TestLab.RUNNER.run(ask);
            int at = route.indexOf("mtu ");
            if (at >= 0) {
                return Integer.parseInt(route.substring(at + 4).split("\\s", 2)[0]);
            }
        }
        return 0;
    }

    @Test
    void packetsThatTheUnderlayFragmentedArriveWhole() throws Exception {
        Pod client = lab.pod("ipip-1");
        try (DatagramChannel echo = lab.echo("ipip-2")) {
            InetSocketAddress server = (InetSocketAddress) echo.getLocalAddress();
            int payloadBytes = client.mtuBytes() - UDP_BYTES;
            int returned =
                    InNamespace.call(
                            client.namespace(),
                            () -> {
                                try (DatagramChannel channel = DatagramChannel.open()) {
                                    channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, false);
                                    channel.connect(server);
                                    channel.write(ByteBuffer.allocate(payloadBytes));
                                    channel.socket().setSoTimeout(5000);
                                    var answer = new DatagramPacket(new byte[9000], 9000);
                                    channel.socket().receive(answer);
                                    return answer.getLength();
                                }
                            });
            assertThat(returned).isEqualTo(payloadBytes);
        }
    }
}
