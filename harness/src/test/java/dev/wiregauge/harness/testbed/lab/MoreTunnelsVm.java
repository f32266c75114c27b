package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;

/// Modes whose devices this kernel has and many others lack.
@RequiresLab
@Timeout(180)
class MoreTunnelsVm {
    /// With IPv4 and UDP headers a multiple of 16, to which WireGuard pads what it encrypts.
    private static final int PAYLOAD_BYTES = 1012;

    @TempDir private Path journals;

    @Test
    void geneveAddsFiftyBytesToEachPeer() throws Exception {
        try (TestLab lab =
                TestLab.build(
                        LabOptions.STANDARD.withNodes(3), TestLab.plan(3, Mode.GENEVE), journals)) {
            assertThat(LabIT.overheadBytes(lab, "geneve-1", "geneve-2")).isEqualTo(50);
            assertThat(LabIT.overheadBytes(lab, "geneve-1", "geneve-3")).isEqualTo(50);
        }
    }

    @Test
    void wireguardAddsSixtyBytes() throws Exception {
        try (TestLab lab =
                TestLab.build(LabOptions.STANDARD, TestLab.plan(2, Mode.WIREGUARD), journals)) {
            assertThat(shakesHands(lab)).isTrue();
            assertThat(LabIT.overheadBytes(lab, "wireguard-1", "wireguard-2", PAYLOAD_BYTES))
                    .isEqualTo(60);
            assertThat(lab.lab().tunnels().get(Mode.WIREGUARD)).contains("wireguard.cali");
        }
    }

    /// The first packet waits for a handshake, which takes its time on an emulated CPU.
    private static boolean shakesHands(TestLab lab) throws Exception {
        try (DatagramChannel echo = lab.echo("wireguard-2")) {
            String to = lab.pod("wireguard-2").address();
            int port = ((InetSocketAddress) echo.getLocalAddress()).getPort();
            for (int i = 0; i < 30; i++) {
                if (TestLab.exchange(lab.pod("wireguard-1").namespace(), to, port, 100, 1) == 1) {
                    return true;
                }
            }
            return false;
        }
    }
}
