package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;

@Timeout(10)
class CniDetectionTest {
    @Test
    void namesFlannelsVxlanWithPortAndVni() {
        Cni cni =
                CniDetection.detect(
                        facts(
                                Map.of("kube-flannel-ds", "ghcr.io/flannel-io/flannel:v0.26.1"),
                                Map.of(
                                        "flannel.alpha.coreos.com/backend-type",
                                        "vxlan",
                                        "flannel.alpha.coreos.com/backend-data",
                                        "{\"VNI\":1,\"VtepMAC\":\"aa:bb\"}"),
                                Map.of()));
        assertThat(cni.words()).isEqualTo("Flannel v0.26.1, vxlan, UDP 8472, VNI 1");
    }

    @Test
    void namesFlannelsHostGatewayFromItsConfiguration() {
        Cni cni =
                CniDetection.detect(
                        facts(
                                Map.of("kube-flannel-ds", "flannel:v0.26.1"),
                                Map.of(),
                                Map.of(
                                        "kube-flannel/kube-flannel-cfg",
                                        Map.of(
                                                "net-conf.json",
                                                "{\"Backend\": {\"Type\": \"host-gw\"}}"))));
        assertThat(cni.mode()).startsWith("host-gw");
    }

    @Test
    void findsFlannelInK3sByTheNodesAnnotationAlone() {
        Cni cni =
                CniDetection.detect(
                        facts(
                                Map.of(),
                                Map.of("flannel.alpha.coreos.com/backend-type", "vxlan"),
                                Map.of()));
        assertThat(cni.name()).isEqualTo("Flannel");
    }

    @Test
    void namesCiliumsTunnelsAndNativeRouting() {
        assertThat(cilium(Map.of("routing-mode", "tunnel", "tunnel-protocol", "geneve")))
                .isEqualTo("geneve, UDP 6081");
        assertThat(cilium(Map.of("tunnel", "vxlan"))).isEqualTo("vxlan, UDP 8472");
        assertThat(cilium(Map.of("routing-mode", "native"))).startsWith("native routing");
    }

    private static String cilium(Map<String, String> config) {
        return CniDetection.detect(
                        facts(
                                Map.of("cilium", "quay.io/cilium/cilium:v1.16.0@sha256:abc"),
                                Map.of(),
                                Map.of("kube-system/cilium-config", config)))
                .mode();
    }

    @Test
    void namesEveryCalicoPoolWithItsMode() {
        CniFacts facts =
                new CniFacts(
                        Map.of("calico-node", "docker.io/calico/node:v3.30.0"),
                        List.of(),
                        Map.of(),
                        Map.of("kube-system/calico-config", Map.of("calico_backend", "bird")),
                        List.of(
                                new CniFacts.IpPool(
                                        "default",
                                        "10.244.0.0/16",
                                        "Always",
                                        "Never",
                                        false,
                                        true)),
                        false,
                        Map.of("bpfEnabled", true),
                        List.of());
        Cni cni = CniDetection.detect(facts);
        assertThat(cni.words()).isEqualTo("Calico v3.30.0, default 10.244.0.0/16 IPIP Always");
        assertThat(cni.masquerades()).contains(true);
        assertThat(cni.notes()).contains("eBPF dataplane", "backend bird", "installed by manifest");
    }

    @Test
    void crdsWithoutARunningCalicoDoNotMakeItCalico() {
        CniFacts facts =
                new CniFacts(
                        Map.of("kube-flannel-ds", "flannel:v1"),
                        List.of("--ip-masq"),
                        Map.of(),
                        Map.of(),
                        List.of(
                                new CniFacts.IpPool(
                                        "default",
                                        "10.244.0.0/16",
                                        "Always",
                                        "Never",
                                        false,
                                        true)),
                        false,
                        Map.of(),
                        List.of());
        assertThat(CniDetection.detect(facts).name()).isEqualTo("Flannel");
        assertThat(CniDetection.detect(facts).masquerades()).contains(true);
    }

    @Test
    void anUnknownPluginSaysWhatCouldNotBeRead() {
        CniFacts facts =
                new CniFacts(
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        false,
                        Map.of(),
                        List.of("DaemonSets (403)"));
        Cni cni = CniDetection.detect(facts);
        assertThat(cni.name()).isEqualTo(Cni.UNKNOWN);
        assertThat(cni.masquerades()).isEmpty();
        assertThat(cni.notes()).anyMatch(note -> note.contains("DaemonSets (403)"));
    }

    @Test
    void readsKubeProxysModeAndItsDefault() {
        assertThat(kubeProxy("mode: nftables\n")).isEqualTo("nftables");
        assertThat(kubeProxy("apiVersion: x\nmode: \"\"\nother: 1\n"))
                .isEqualTo("iptables (default)");
    }

    private static String kubeProxy(String config) {
        return CniDetection.detect(
                        facts(
                                Map.of(),
                                Map.of(),
                                Map.of("kube-system/kube-proxy", Map.of("config.conf", config))))
                .kubeProxy();
    }

    private static CniFacts facts(
            Map<String, String> daemonSets,
            Map<String, String> annotations,
            Map<String, Map<String, String>> configs) {
        return new CniFacts(
                daemonSets, List.of(), annotations, configs, List.of(), false, Map.of(), List.of());
    }
}
