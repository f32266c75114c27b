package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.Proxy;
import dev.wiregauge.result.evidence.ClusterPlan.VxlanUser;
import dev.wiregauge.result.evidence.NetworkFacts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

@Timeout(10)
class PlanRulesTest {
    private static NodePlan node(String name, String internal, String plugin) {
        return new NodePlan(
                name,
                internal,
                List.of(),
                plugin,
                "machine-" + name,
                "uuid-" + name,
                Optional.empty());
    }

    private static ClusterPlan plan(List<NodePlan> nodes, boolean typha) {
        return new ClusterPlan(
                List.of(), nodes, Optional.empty(), "", List.of(), true, typha, List.of());
    }

    private static ClusterPlan settings(
            Optional<Proxy> proxy, String loadBalancer, List<VxlanUser> vxlan) {
        return new ClusterPlan(
                List.of(), List.of(), proxy, loadBalancer, vxlan, true, true, List.of());
    }

    private static List<Finding> judge(ClusterPlan plan) {
        return Samples.findings(
                Samples.evidence(Samples.intent(), Map.of(), Optional.of(plan), List.of()));
    }

    private static List<Finding> judge(NetworkFacts kernel) {
        return Samples.findings(
                Samples.evidence(
                        Samples.intent(), Map.of("node2", kernel), Optional.empty(), List.of()));
    }

    @Test
    void nodesWithTheirOwnAddressesAreFine() {
        assertThat(
                        judge(
                                plan(
                                        List.of(
                                                node("a", "192.0.2.1", "192.0.2.1/24"),
                                                node("b", "192.0.2.2", "192.0.2.2/24"),
                                                node("c", "192.0.2.3", "")),
                                        true)))
                .isEmpty();
    }

    @Test
    void anotherNicsAddressIsNamed() {
        assertThat(
                        judge(
                                plan(
                                        List.of(
                                                node("a", "192.0.2.1", "192.0.2.1/24"),
                                                node("b", "192.0.2.2", "10.0.3.15/24")),
                                        true)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F21");
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.place()).isEqualTo("b");
                });
    }

    @Test
    void oneAddressForSeveralNodesIsWorse() {
        List<Finding> findings =
                judge(
                        plan(
                                List.of(
                                        node("a", "192.0.2.1", "10.0.2.15/24"),
                                        node("b", "192.0.2.2", "10.0.2.15/24")),
                                true));
        assertThat(findings).extracting(Finding::id).containsExactly("F21", "F21");
        assertThat(findings.getFirst().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(findings.getFirst().place()).isEqualTo("a, b");
    }

    @Test
    void clonedMachinesAreNamed() {
        List<NodePlan> nodes =
                List.of(
                        new NodePlan("a", "", List.of(), "", "m1", "same", Optional.empty()),
                        new NodePlan("b", "", List.of(), "", "m2", "same", Optional.empty()),
                        new NodePlan("c", "", List.of(), "", "m3", "", Optional.empty()),
                        new NodePlan("d", "", List.of(), "", "m4", "", Optional.empty()));
        assertThat(judge(plan(nodes, true)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F57");
                    assertThat(finding.place()).isEqualTo("a, b");
                    assertThat(finding.title()).contains("product_uuid same");
                });
    }

    @Test
    void moreThanFiftyNodesNeedTypha() {
        List<NodePlan> fifty = IntStream.range(0, 50).mapToObj(i -> node("n" + i, "", "")).toList();
        List<NodePlan> more = IntStream.range(0, 51).mapToObj(i -> node("n" + i, "", "")).toList();
        assertThat(judge(plan(fifty, false))).isEmpty();
        assertThat(judge(plan(more, true))).isEmpty();
        assertThat(judge(plan(more, false))).extracting(Finding::id).containsExactly("F65");
    }

    @Test
    void ipvsWithoutStrictArpMattersToALoadBalancerByArp() {
        Optional<Proxy> loose = Optional.of(new Proxy("ipvs", false));
        assertThat(judge(settings(loose, "speaker", List.of())))
                .extracting(Finding::id)
                .containsExactly("F46");
        assertThat(judge(settings(loose, "", List.of()))).isEmpty();
        assertThat(judge(settings(Optional.of(new Proxy("ipvs", true)), "speaker", List.of())))
                .isEmpty();
        assertThat(judge(settings(Optional.of(new Proxy("", false)), "speaker", List.of())))
                .isEmpty();
    }

    @Test
    void twoProgramsOnOneVxlanPortClash() {
        VxlanUser calico = new VxlanUser("Calico", 8472);
        assertThat(
                        judge(
                                settings(
                                        Optional.empty(),
                                        "",
                                        List.of(calico, new VxlanUser("Flannel", 8472)))))
                .extracting(Finding::id)
                .containsExactly("F13");
        assertThat(
                        judge(
                                settings(
                                        Optional.empty(),
                                        "",
                                        List.of(calico, new VxlanUser("Flannel", 4789)))))
                .isEmpty();
        assertThat(judge(settings(Optional.empty(), "", List.of(calico, calico)))).isEmpty();
    }

    @Test
    void bridgedPodsNeedTheBridgeFilter() {
        String sysctl = "bridge/bridge-nf-call-iptables";
        var bridge = Map.of(Samples.link(4, "cni0", "bridge"), "");
        assertThat(judge(Samples.kernel(Map.of(sysctl, "1"), bridge))).isEmpty();
        assertThat(judge(Samples.kernel(Map.of(sysctl, "0"), bridge)))
                .extracting(Finding::id)
                .containsExactly("F34");
        assertThat(judge(Samples.kernel(Map.of(), bridge)))
                .as("the module is not loaded")
                .extracting(Finding::id)
                .containsExactly("F34");
        assertThat(
                        judge(
                                Samples.kernel(
                                        Map.of(sysctl, "0"),
                                        Map.of(Samples.link(4, "docker0", "bridge"), ""))))
                .as("not a bridge of pods")
                .isEmpty();
    }
}
