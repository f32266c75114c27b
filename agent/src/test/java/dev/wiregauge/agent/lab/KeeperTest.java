package dev.wiregauge.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class KeeperTest {
    @Test
    void readsItsNodes() {
        Keeper.Settings settings =
                Keeper.Settings.of(
                        List.of(
                                "--token",
                                "t",
                                "--attach",
                                "clsact",
                                "--node",
                                "wg-x-node1,198.18.0.1,eth0,tunl0x"));
        assertThat(settings.attachment()).contains(Attachment.CLSACT);
        assertThat(settings.nodes())
                .containsExactly(new TunnelNode("wg-x-node1", "198.18.0.1", "eth0", "tunl0x"));
        assertThat(settings.nodes().getFirst().addressNumber()).isEqualTo(0xc6120001);
    }

    @Test
    void saysWhatIsAllowedWhereItIsCalledWrongly() {
        assertThatThrownBy(() -> Keeper.Settings.of(List.of("--attach", "xdp")))
                .hasMessage("--attach is xdp, allowed: auto, tcx, clsact");
        assertThatThrownBy(() -> Keeper.Settings.of(List.of("--node", "a,b")))
                .hasMessageContaining("NAMESPACE,ADDRESS,UPLINK,HIDDEN");
        assertThatThrownBy(() -> Keeper.Settings.of(List.of()))
                .hasMessageContaining("at least one --node");
    }
}
