package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class PoolPlanTest {
    private static final List<Mode> MODES = List.of(Mode.BGP, Mode.IPIP, Mode.VXLAN);

    @Test
    void takesBlocksThatOverlapNothingKnownAndNotEachOther() {
        List<Ipv4Block> taken =
                List.of(Ipv4Block.parse("198.18.0.7"), Ipv4Block.parse("198.18.32.0/26"));
        PoolPlan plan = PoolPlan.of("r1", MODES, PoolPlan.STANDARD_RANGE, taken, true);
        assertThat(pool(plan, Mode.BGP).cidr()).hasToString("198.18.16.0/20");
        assertThat(pool(plan, Mode.IPIP).cidr()).hasToString("198.18.48.0/20");
        assertThat(pool(plan, Mode.VXLAN).cidr()).hasToString("198.18.64.0/20");
    }

    @Test
    void aRangeThatIsTakenIsRefusedWithWhatTakesIt() {
        assertThatThrownBy(() ->
                        PoolPlan.of(
                                "r1",
                                MODES,
                                Ipv4Block.parse("10.0.0.0/20"),
                                List.of(Ipv4Block.parse("10.0.0.0/8")),
                                true))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("10.0.0.0/8")
                .hasMessageContaining("--pool-cidr");
    }

    @Test
    void handsOutNoAddressByItself() {
        assertThat(spec(true, Mode.IPIP))
                .containsEntry("assignmentMode", "Manual")
                .containsEntry("ipipMode", "Always")
                .containsEntry("vxlanMode", "Never");
        assertThat(spec(false, Mode.IPIP))
                .doesNotContainKey("assignmentMode")
                .containsEntry("nodeSelector", "!all()");
    }

    @Test
    void vxlanPoolsAreNotAnnouncedToBgpPeers() {
        assertThat(spec(true, Mode.VXLAN)).containsEntry("disableBGPExport", true);
        assertThat(spec(true, Mode.BGP)).doesNotContainKey("disableBGPExport");
    }

    @Test
    void aPodChoosesItsModesPoolByName() {
        PoolPlan plan = PoolPlan.of("r1", MODES, PoolPlan.STANDARD_RANGE, List.of(), true);
        assertThat(plan.podAnnotations(Mode.IPIP))
                .isEqualTo(Map.of("cni.projectcalico.org/ipv4pools", "[\"wiregauge-r1-ipip\"]"));
        assertThat(plan.podAnnotations(Mode.CURRENT)).isEmpty();
    }

    @Test
    void anAddressOfAnotherPoolIsNoticed() {
        PoolPlan plan = PoolPlan.of("r1", MODES, PoolPlan.STANDARD_RANGE, List.of(), true);
        CalicoPools.refuseForeignAddress(plan, Mode.BGP, "a", "198.18.0.9");
        assertThatThrownBy(
                        () -> CalicoPools.refuseForeignAddress(plan, Mode.BGP, "a", "10.244.0.9"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("not of its pool");
    }

    @Test
    void blocksKnowWhatTheyContain() {
        Ipv4Block block = Ipv4Block.parse("198.18.16.0/20");
        assertThat(block.contains(Ipv4Block.parse("198.18.31.255"))).isTrue();
        assertThat(block.contains(Ipv4Block.parse("198.18.32.0"))).isFalse();
        assertThat(Ipv4Block.parse("0.0.0.0/0").overlaps(block)).isTrue();
        assertThat(Ipv4Block.networkOf("10.0.5.7/16")).isEqualTo("10.0.0.0/16");
        assertThatThrownBy(() -> Ipv4Block.parse("10.0.0.256/8"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Object> spec(boolean manual, Mode mode) {
        PoolPlan plan = PoolPlan.of("r1", MODES, PoolPlan.STANDARD_RANGE, List.of(), manual);
        return Calico.spec(plan.object(pool(plan, mode), Calico.API, Instant.EPOCH));
    }

    private static PoolPlan.Pool pool(PoolPlan plan, Mode mode) {
        return Optional.ofNullable(plan.pools().get(mode)).orElseThrow();
    }
}
