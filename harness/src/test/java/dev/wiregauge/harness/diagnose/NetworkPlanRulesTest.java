package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.Network;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.Role;
import dev.wiregauge.result.evidence.NetworkFacts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class NetworkPlanRulesTest {
    private static final Network SERVICES =
            new Network(Role.SERVICES, "kubeadm-config serviceSubnet", "10.96.0.0/12");
    private static final Network PODS =
            new Network(Role.PODS, "kubeadm-config podSubnet", "10.244.0.0/16");
    private static final Network POOL =
            new Network(Role.POOL, "IPPool default-ipv4-ippool", "10.244.0.0/16");

    private static final Map<String, NetworkFacts> ONE_NIC =
            Map.of(
                    "node2",
                    Samples.kernel(Map.of(), Map.of(Samples.link(2, "eth0", ""), "192.0.2.2/24")));

    private static NodePlan node(String name, String address, String... podCidrs) {
        return new NodePlan(name, address, List.of(podCidrs), "", "", "", Optional.empty());
    }

    private static List<Finding> judge(
            Map<String, NetworkFacts> kernels, List<NodePlan> nodes, Network... networks) {
        ClusterPlan plan =
                new ClusterPlan(
                        List.of(networks),
                        nodes,
                        Optional.empty(),
                        "",
                        List.of(),
                        true,
                        true,
                        List.of());
        return Samples.findings(
                Samples.evidence(Samples.intent(), kernels, Optional.of(plan), List.of()));
    }

    @Test
    void aPlanAsKubeadmAndCalicoMakeItIsFine() {
        assertThat(judge(ONE_NIC, List.of(node("node2", "192.0.2.2")), SERVICES, PODS, POOL))
                .isEmpty();
    }

    @Test
    void aServiceNetworkWithBitsBehindThePrefixSwallowsTheSecondNic() {
        Network written =
                new Network(Role.SERVICES, "kubeadm-config serviceSubnet", "10.10.0.0/12");
        Map<String, NetworkFacts> twoNics =
                Map.of(
                        "node2",
                        Samples.kernel(
                                Map.of(),
                                Map.of(
                                        Samples.link(2, "eth0", ""),
                                        "192.0.2.2/24",
                                        Samples.link(3, "eth1", ""),
                                        "10.0.3.15/24")));
        List<Finding> findings = judge(twoNics, List.of(), written, PODS);
        assertThat(findings).extracting(Finding::id).containsExactly("F31", "F31");
        assertThat(findings.get(0).title()).contains("eth1 of node2").contains("10.0.0.0/12");
        assertThat(findings.get(0).place()).isEqualTo("node2 eth1");
        assertThat(findings.get(1).title())
                .isEqualTo("kubeadm-config serviceSubnet 10.10.0.0/12 really is 10.0.0.0/12");
    }

    @Test
    void servicesApartFromPodsAndPoolsApartFromEachOther() {
        Network inPods = new Network(Role.SERVICES, "s", "10.244.128.0/20");
        assertThat(judge(Map.of(), List.of(), inPods, PODS))
                .extracting(Finding::id)
                .containsExactly("F31");
        Network second = new Network(Role.POOL, "IPPool second", "10.244.64.0/18");
        assertThat(judge(Map.of(), List.of(), SERVICES, PODS, POOL, second))
                .extracting(Finding::id)
                .containsExactly("F31");
    }

    @Test
    void linksOfPodsMayBearTheirAddresses() {
        Map<String, NetworkFacts> withBridge =
                Map.of(
                        "node2",
                        Samples.kernel(
                                Map.of("bridge/bridge-nf-call-iptables", "1"),
                                Map.of(
                                        Samples.link(4, "cni0", "bridge"),
                                        "10.244.2.1/24",
                                        Samples.link(5, "flannel.1", "vxlan"),
                                        "10.244.2.0/32")));
        assertThat(judge(withBridge, List.of(), SERVICES, PODS)).isEmpty();
    }

    @Test
    void aNodeInsideTheServiceNetworkIsNamedOnce() {
        assertThat(judge(Map.of(), List.of(node("node9", "10.96.7.7")), SERVICES))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F31");
                    assertThat(finding.place()).isEqualTo("node9");
                });
    }

    @Test
    void flannelNeedsEveryPodCidrInItsNetwork() {
        Network flannel = new Network(Role.FLANNEL, "kube-flannel-cfg Network", "10.244.0.0/16");
        assertThat(judge(Map.of(), List.of(node("a", "", "10.244.1.0/24")), flannel)).isEmpty();
        assertThat(judge(Map.of(), List.of(node("a", ""), node("b", "")), flannel))
                .as("with etcd, Flannel hands out networks itself")
                .isEmpty();
        List<NodePlan> astray = List.of(node("a", "", "10.42.1.0/24"), node("b", ""));
        assertThat(judge(Map.of(), astray, flannel))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F32");
                    assertThat(finding.place()).isEqualTo("a, b");
                });
    }

    @Test
    void aPoolOutsideThePodNetworkIsNamed() {
        Network astray = new Network(Role.POOL, "IPPool default-ipv4-ippool", "192.168.0.0/16");
        assertThat(judge(Map.of(), List.of(), SERVICES, PODS, astray))
                .extracting(Finding::id)
                .containsExactly("F32");
        Network six = new Network(Role.POOL, "IPPool six", "fd00:10::/56");
        assertThat(judge(Map.of(), List.of(), SERVICES, PODS, POOL, six))
                .as("kubeadm was told of no IPv6 network")
                .isEmpty();
    }

    @Test
    void whatIsNoNetworkIsLeftAlone() {
        List<Network> odd = new ArrayList<>(List.of(SERVICES));
        odd.add(new Network(Role.POOL, "IPPool odd", "not a network"));
        assertThat(judge(Map.of(), List.of(), odd.toArray(Network[]::new))).isEmpty();
    }
}
