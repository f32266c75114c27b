package dev.wiregauge.agent.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(10)
class EnvironmentReaderTest {
    @TempDir private Path root;

    private void file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsWhatTheMachineSaysOfItself() {
        file("proc/sys/kernel/osrelease", "6.12.1\n");
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n");
        file("proc/meminfo", "MemTotal:       1024 kB\nMemFree: 1 kB\n");
        file("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");
        file("proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");
        file("proc/sys/net/ipv4/tcp_congestion_control", "cubic\n");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");

        Environment environment = new EnvironmentReader(root, "node-1").read();
        assertThat(environment.kernel()).isEqualTo("6.12.1");
        assertThat(environment.cpuModel()).isEqualTo("Some CPU @ 2 GHz");
        assertThat(environment.memoryBytes()).isEqualTo(1 << 20);
        assertThat(environment.operatingSystem()).isEqualTo("Debian GNU/Linux 12");
        assertThat(environment.settings())
                .containsEntry("net.ipv4.tcp_rmem", "4096 131072 6291456")
                .containsEntry("net.ipv4.tcp_congestion_control", "cubic")
                .containsEntry("cpu.governor", "performance")
                .doesNotContainKey("net.core.default_qdisc");
        assertThat(environment.nodes()).as("no default route, no uplink").isEmpty();
    }

    @Test
    void theUplinkIsTheInterfaceOfTheDefaultRouteWithTheLowestMetric() {
        file(
                "proc/net/route",
                """
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                nowhere\t00000000\t010200C0\t0003\t0\t0\t200\t00000000\t0\t0\t0
                lo\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
                other\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                """);
        assertThat(new EnvironmentReader(root, "node-1").read().nodes())
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.name()).isEqualTo("node-1");
                    assertThat(node.uplink()).isEqualTo("lo");
                    assertThat(node.address()).isEqualTo("127.0.0.1");
                    assertThat(node.uplinkMtuBytes()).isGreaterThan(1000);
                });
    }

    @Test
    void aNodeWithoutADefaultRouteIsJoinedToItsPeersByASubnetAndNotByABridge() {
        file("sys/class/net/cni0/bridge/bridge_id", "8000.0a0000000001\n");
        file(
                "proc/net/route",
                """
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                cni0\t0001F40A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                flannel.1\t0002F40A\t0002F40A\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0
                lo\t004DA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                """);
        assertThat(new EnvironmentReader(root, "node-1").read().nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.uplink()).isEqualTo("lo"));
    }
}
