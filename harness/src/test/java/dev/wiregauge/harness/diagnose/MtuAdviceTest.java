package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.MtuRecommendation.Setting;
import dev.wiregauge.result.MtuRecommendation.Variant;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class MtuAdviceTest {
    private static MtuRecommendation advice(String fault, Mode mode) {
        return MtuAdvice.of(new View(RecordedEvidence.of(fault)), mode).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "BGP, 1500, 1500 (underlay) - 0 (plain packets) = 1500",
        "IPIP, 1480, 1500 (underlay) - 20 (IPIP) = 1480",
        "VXLAN, 1450, 1500 (underlay) - 50 (VXLAN) = 1450",
        "IPIP_CROSS_SUBNET, 1480, 1500 (underlay) - 20 (IPIP) = 1480",
        "VXLAN_CROSS_SUBNET, 1450, 1500 (underlay) - 50 (VXLAN) = 1450",
        "WIREGUARD, 1440, 1500 (underlay) - 60 (WireGuard) = 1440",
        "GENEVE, 1450, 1500 (underlay) - 50 (Geneve) = 1450"
    })
    void isTheUnderlayLessWhatTheModeAddsAtMost(Mode mode, int mtu, String arithmetic) {
        MtuRecommendation advice = advice("healthy", mode);
        assertThat(advice.podMtuBytes()).isEqualTo(mtu);
        assertThat(advice.arithmetic()).isEqualTo(arithmetic);
        assertThat(advice.underlayBytes() - advice.overheadBytes()).isEqualTo(mtu);
    }

    @Test
    void saysWhyACrossSubnetPodDoesNotGetTheWholeUnderlay() {
        assertThat(advice("healthy", Mode.VXLAN_CROSS_SUBNET).note())
                .contains("one MTU for all its peers");
        assertThat(advice("healthy", Mode.VXLAN).note()).isEmpty();
    }

    @Test
    void namesTheFigureWithWireGuardAndOverIpv6() {
        assertThat(advice("healthy", Mode.VXLAN).variants())
                .extracting(Variant::when, Variant::podMtuBytes)
                .containsExactly(
                        tuple("with WireGuard encryption", 1440),
                        tuple("over an IPv6 underlay", 1430));
        assertThat(advice("healthy", Mode.IPIP).variants())
                .extracting(Variant::podMtuBytes)
                .containsExactly(1440);
        assertThat(advice("healthy", Mode.WIREGUARD).variants())
                .extracting(Variant::podMtuBytes)
                .containsExactly(1420);
    }

    @Test
    void takesWhatCrossesWhereTheUplinksPromiseMore() {
        MtuRecommendation advice = advice("l2-mtu-mismatch", Mode.VXLAN);
        assertThat(advice.underlayBytes()).isLessThan(1500);
        assertThat(advice.podMtuBytes()).isEqualTo(advice.underlayBytes() - 50);
        assertThat(advice.arithmetic()).contains("the largest that crosses, the uplinks have 1500");
    }

    @Test
    void givesTheSettingOfEachWayToInstall() {
        List<String> lines =
                advice("healthy", Mode.VXLAN).settings().stream().map(Setting::line).toList();
        assertThat(lines)
                .anyMatch(line -> line.contains("{\"spec\":{\"calicoNetwork\":{\"mtu\":1450}}}"))
                .anyMatch(line -> line.contains("{\"data\":{\"veth_mtu\":\"1450\"}}"))
                .anyMatch(line -> line.contains("{\"spec\":{\"vxlanMTU\":1450}}"))
                // Flannel subtracts the overhead from what it is told
                .anyMatch(line -> line.contains("\"Type\": \"vxlan\", \"MTU\": 1500"));
        assertThat(advice("healthy", Mode.IPIP).settings())
                .extracting(Setting::line)
                .anyMatch(line -> line.contains("\"ipipMTU\":1480"))
                .noneMatch(line -> line.contains("Backend"));
        assertThat(advice("healthy", Mode.WIREGUARD).settings())
                .extracting(Setting::line)
                .anyMatch(line -> line.contains("\"wireguardMTU\":1440"));
    }

    @Test
    void saysWhatPodsHaveNow() {
        assertThat(advice("healthy", Mode.VXLAN).present()).containsExactly(1450);
        assertThat(advice("healthy", Mode.VXLAN).differs()).isFalse();
        MtuRecommendation stale = advice("stale-pod-mtu", Mode.VXLAN);
        assertThat(stale.present().size() > 1 || stale.differs()).isTrue();
    }

    @Test
    void isSilentWhereNoUplinkIsKnownOrNothingIsPromised() {
        Evidence full = RecordedEvidence.of("healthy");
        Evidence blind =
                new Evidence(
                        full.schemaVersion(),
                        full.intent(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        assertThat(MtuAdvice.of(new View(blind), Mode.VXLAN)).isEmpty();
        assertThat(MtuAdvice.of(new View(full), Mode.CURRENT)).isEmpty();
    }
}
