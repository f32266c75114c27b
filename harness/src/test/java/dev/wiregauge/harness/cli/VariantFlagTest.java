package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `--variant` through the real main; nothing is built.
@Timeout(60)
class VariantFlagTest {
    private static MainTest.Result dryRun(String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", "wire-limited", "--dry-run"));
        arguments.addAll(Arrays.asList(options));
        return MainTest.run(arguments.toArray(String[]::new));
    }

    @Test
    void thePlanInterleavesTheVariants() {
        MainTest.Result result =
                dryRun(
                        "--modes",
                        "vxlan",
                        "--variant",
                        "A=uplink-rate=100Mbit",
                        "--variant",
                        "B=uplink-rate=95Mbit,congestion-control=bbr");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("variants A, B")
                .contains("  A/vxlan/pod-pod-cross-node/tcp_stream")
                .contains("  B/vxlan/pod-pod-cross-node/tcp_stream")
                .contains("12 trials in 6 blocks");
    }

    @Test
    void aVariantWithoutSettingsIsTheScenarioItself() {
        MainTest.Result result = dryRun("--variant", "A", "--variant", "A2=");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("A2/bgp/pod-pod-cross-node/tcp_stream");
    }

    @Test
    void wrongInputIsOneLineThatNamesTheVariantAndWhatIsAllowed() {
        refused(
                "--variant B: key \"uplink-rat\" is unknown, did you mean uplink-rate? allowed:"
                        + " mode, congestion-control, uplink-rate, pod-mtu",
                "A",
                "B=uplink-rat=95Mbit");
        refused("--variant B: \"fast\" is no KEY=VALUE", "A", "B=fast");
        refused("--variant B: \"95Mbits\" is not allowed here", "A", "B=uplink-rate=95Mbits");
        refused("--variant B: uplink-rate is 5, allowed: 1000000 to", "A", "B=uplink-rate=5");
        refused("--variant B: pod-mtu is 9, allowed: 576 to 9000", "A", "B=pod-mtu=9");
        refused("did you mean vxlan?", "A=mode=bgp", "B=mode=vxlam");
        refused("--variant: variants (number) is 1, allowed: 2 to 5", "A");
        refused("--variant: variants holds two called A", "A", "A");
        refused("variants set a mode in some and not in others", "A", "B=mode=vxlan");
        refused("--variant B: mode is host", "A=mode=bgp", "B=mode=host");
        refused("is not allowed: letters, digits, dots, hyphens", "A", "B: x");
        refused("--variant -: name is -, allowed", "-", "B");
    }

    @Test
    void whatATestbedCannotChangeIsRefusedBeforeAnythingIsBuilt() {
        MainTest.Result result =
                dryRun("--testbed", "kubernetes", "--variant", "A", "--variant", "B=pod-mtu=1400");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("variant B sets uplink-rate or pod-mtu");
    }

    @Test
    void modesAndVariantsWithModesExcludeEachOther() {
        MainTest.Result result =
                dryRun("--modes", "bgp", "--variant", "A=mode=bgp", "--variant", "B=mode=vxlan");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--modes and a variant's mode exclude each other");
    }

    private static void refused(String message, String... variants) {
        List<String> options = new ArrayList<>();
        for (String variant : variants) {
            // a value that begins with a hyphen would else be taken for an option
            options.add("--variant=" + variant);
        }
        MainTest.Result result = dryRun(options.toArray(String[]::new));
        assertThat(result.err()).contains(message).doesNotContain("\tat ");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    }
}
