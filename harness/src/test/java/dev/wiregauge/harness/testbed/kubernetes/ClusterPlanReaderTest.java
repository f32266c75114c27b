package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.Network;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.Proxy;
import dev.wiregauge.result.evidence.ClusterPlan.Role;
import dev.wiregauge.result.evidence.ClusterPlan.VxlanUser;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(20)
class ClusterPlanReaderTest {
    private static final Map<String, Map<String, String>> KUBEADM =
            Map.of(
                    "kube-system/kubeadm-config",
                    Map.of(
                            "ClusterConfiguration",
                            """
                            apiVersion: kubeadm.k8s.io/v1beta4
                            kind: ClusterConfiguration
                            networking:
                              dnsDomain: cluster.local
                              podSubnet: 10.244.0.0/16,fd00:10::/56
                              serviceSubnet: 10.10.0.0/12
                            """),
                    "kube-system/kube-proxy",
                    Map.of("config.conf", "mode: ipvs\nipvs:\n  strictARP: true\n"),
                    "kube-flannel/kube-flannel-cfg",
                    Map.of(
                            "net-conf.json",
                            """
                            {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan", "Port": 4789}}
                            """));

    private static ClusterPlan plan(
            Map<String, String> daemonSets,
            Map<String, Map<String, String>> configs,
            List<CniFacts.IpPool> pools,
            Node... nodes) {
        CniFacts facts =
                new CniFacts(
                        daemonSets,
                        List.of(),
                        Map.of(),
                        configs,
                        pools,
                        false,
                        Map.of(),
                        List.of());
        return ClusterPlanReader.of(facts, List.of(nodes), false, List.of());
    }

    @Test
    void readsWhatKubeadmKubeProxyAndFlannelWrite() {
        ClusterPlan plan =
                plan(Map.of("speaker", "quay.io/metallb/speaker:v0.14"), KUBEADM, List.of());
        assertThat(plan.networks())
                .containsExactly(
                        new Network(Role.SERVICES, "kubeadm-config serviceSubnet", "10.10.0.0/12"),
                        new Network(Role.PODS, "kubeadm-config podSubnet", "10.244.0.0/16"),
                        new Network(Role.PODS, "kubeadm-config podSubnet", "fd00:10::/56"),
                        new Network(
                                Role.FLANNEL,
                                "kube-flannel/kube-flannel-cfg Network",
                                "10.244.0.0/16"));
        assertThat(plan.proxy()).contains(new Proxy("ipvs", true));
        assertThat(plan.arpLoadBalancer()).isEqualTo("speaker");
        assertThat(plan.vxlan()).containsExactly(new VxlanUser("Flannel", 4789));
    }

    @Test
    void readsPoolsButNotOurOwn() {
        ClusterPlan plan =
                plan(
                        Map.of("calico-node", "calico/node:v3.30"),
                        Map.of(),
                        List.of(
                                new CniFacts.IpPool(
                                        "default", "10.244.0.0/16", "Never", "Always", false, true),
                                new CniFacts.IpPool(
                                        "old", "10.200.0.0/16", "Always", "Never", true, true),
                                new CniFacts.IpPool(
                                        "wiregauge-x-ipip",
                                        "198.18.0.0/20",
                                        "Always",
                                        "Never",
                                        false,
                                        true)));
        assertThat(plan.networks())
                .containsExactly(new Network(Role.POOL, "IPPool default", "10.244.0.0/16"));
        assertThat(plan.vxlan()).containsExactly(new VxlanUser("Calico", 4789));
        assertThat(plan.calico()).isTrue();
        assertThat(plan.proxy()).isEmpty();
    }

    @Test
    void readsANodesAddressesAsEachPartSeesThem() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .addToAnnotations("projectcalico.org/IPv4Address", "10.0.2.15/24")
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDRs("10.244.1.0/24")
                        .endSpec()
                        .withNewStatus()
                        .addNewAddress("192.0.2.1", "InternalIP")
                        .withNewNodeInfo()
                        .withMachineID("m")
                        .withSystemUUID("u")
                        .withArchitecture("amd64")
                        .withOperatingSystem("linux")
                        .withKernelVersion("6.12")
                        .withContainerRuntimeVersion("containerd://2")
                        .withKubeletVersion("v1.34")
                        .endNodeInfo()
                        .endStatus()
                        .build();
        assertThat(plan(Map.of(), Map.of(), List.of(), node).nodes())
                .containsExactly(
                        new NodePlan(
                                "a",
                                "192.0.2.1",
                                List.of("10.244.1.0/24"),
                                "10.0.2.15/24",
                                "m",
                                "u",
                                Optional.of(false)));
    }

    @Test
    void settingsThatCannotBeReadAreAsIfAbsent() {
        ClusterPlan plan =
                plan(
                        Map.of(),
                        Map.of(
                                "kube-system/kubeadm-config",
                                Map.of("ClusterConfiguration", "{[ not yaml")),
                        List.of());
        assertThat(plan.networks()).isEmpty();
    }
}
