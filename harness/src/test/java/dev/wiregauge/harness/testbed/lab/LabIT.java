package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Map;

/// Builds real labs and sends real packets through them.
@Timeout(60)
class LabIT {
    private static final int PAYLOAD_BYTES = 1000;

    /// Ethernet, IPv4 and UDP.
    private static final int HEADER_BYTES = 14 + 20 + 8;

    @TempDir private Path journals;

    @BeforeAll
    static void root() {
        TestLab.requireRoot();
    }

    /// Many exchanges, so that stray ARP and BGP messages do not reach the rounded figure.
    static long overheadBytes(TestLab lab, String from, String to) throws Exception {
        return overheadBytes(lab, from, to, PAYLOAD_BYTES);
    }

    static long overheadBytes(TestLab lab, String from, String to, int payloadBytes)
            throws Exception {
        int count = 2000;
        try (DatagramChannel echo = lab.echo(to)) {
            String namespace = lab.pod(from).namespace();
            String address = lab.pod(to).address();
            int port = ((InetSocketAddress) echo.getLocalAddress()).getPort();
            assertThat(TestLab.exchange(namespace, address, port, 100, 1)).isOne();
            long before = lab.uplinkBytes(0);
            assertThat(TestLab.exchange(namespace, address, port, payloadBytes, count))
                    .isEqualTo(count);
            long sent = lab.uplinkBytes(0) - before;
            return Math.round((double) sent / count - payloadBytes - HEADER_BYTES);
        }
    }

    @Test
    void addsTheBytesOfEachModeBetweenNodes() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD,
                        TestLab.plan(2, Mode.BGP, Mode.IPIP, Mode.VXLAN),
                        journals)) {
            assertThat(overheadBytes(lab, "bgp-1", "bgp-2")).isZero();
            assertThat(overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
            assertThat(overheadBytes(lab, "vxlan-1", "vxlan-2")).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOOKALIKE_TCX", "LOOKALIKE_CLSACT"})
    void tunl0LookalikeWorksByBothWaysOfAttaching(LabOptions.IpipDevice device) throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withNodes(3).withIpipDevice(device),
                        TestLab.plan(3, Mode.IPIP),
                        journals)) {
            assertThat(overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(20);
            assertThat(overheadBytes(lab, "ipip-1", "ipip-3")).isEqualTo(20);
            assertThat(lab.lab().tunnels().get(Mode.IPIP))
                    .contains(device == LabOptions.IpipDevice.LOOKALIKE_TCX ? "tcx" : "clsact");
        }
    }

    @Test
    void misroutedPoolsShowAnotherModeOnTheWire() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withMisrouted(
                                Map.of(Mode.VXLAN, Mode.BGP, Mode.IPIP, Mode.VXLAN)),
                        TestLab.plan(2, Mode.IPIP, Mode.VXLAN),
                        journals)) {
            assertThat(overheadBytes(lab, "ipip-1", "ipip-2")).isEqualTo(50);
            assertThat(overheadBytes(lab, "vxlan-1", "vxlan-2")).isZero();
        }
    }

    @Test
    void crossSubnetModesEncapsulateOnlyBetweenSubnets() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withNodes(3).withUnderlay(LabOptions.Underlay.L3),
                        TestLab.plan(3, Mode.BGP, Mode.IPIP_CROSS_SUBNET, Mode.VXLAN_CROSS_SUBNET),
                        journals)) {
            assertThat(overheadBytes(lab, "bgp-1", "bgp-3")).isZero();
            assertThat(overheadBytes(lab, "ipip-cross-subnet-1", "ipip-cross-subnet-2")).isZero();
            assertThat(overheadBytes(lab, "ipip-cross-subnet-1", "ipip-cross-subnet-3"))
                    .isEqualTo(20);
            assertThat(overheadBytes(lab, "vxlan-cross-subnet-1", "vxlan-cross-subnet-2")).isZero();
            assertThat(overheadBytes(lab, "vxlan-cross-subnet-1", "vxlan-cross-subnet-3"))
                    .isEqualTo(50);
        }
    }

    @Test
    void birdExchangesTheRoutesOfUnencapsulatedPools() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withRoutes(LabOptions.Routes.BIRD),
                        TestLab.plan(2, Mode.BGP, Mode.VXLAN),
                        journals)) {
            assertThat(overheadBytes(lab, "bgp-1", "bgp-2")).isZero();
            assertThat(overheadBytes(lab, "vxlan-1", "vxlan-2")).isEqualTo(50);
            assertThat(lab.lab().tunnels().get(Mode.BGP)).contains("BIRD 2");
        }
    }
}
