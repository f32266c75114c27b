package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.MtuRecommendation.Setting;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a pod MTU is set, by the way the network was installed. Pods keep the MTU they were made
/// with, so each way ends with making them anew.
final class MtuSettings {
    private static final Setting PODS =
            new Setting(
                    "then, in every namespace: pods keep the MTU they were made with",
                    "kubectl rollout restart deployment,statefulset,daemonset -n NAMESPACE");

    private MtuSettings() {}

    /// @param six whether the tunnel lies between IPv6 addresses, for which Calico has settings of
    ///   their own
    /// @param underlayBytes what Flannel wants to be told: it subtracts its overhead by itself
    static List<Setting> of(
            Encapsulation encapsulation, boolean six, int podMtuBytes, int underlayBytes) {
        List<Setting> settings = new ArrayList<>();
        if (encapsulation != Encapsulation.GENEVE && encapsulation != Encapsulation.GRE) {
            settings.addAll(calico(podMtuBytes));
        }
        felix(encapsulation)
                .ifPresent(field ->
                        settings.add(
                                new Setting(
                                        "Calico's tunnel device alone (0 is automatic)",
                                        "kubectl patch felixconfiguration default --type merge -p"
                                                + " '{\"spec\":{\"%s\":%d}}'"
                                                        .formatted(
                                                                six ? field + "V6" : field,
                                                                podMtuBytes))));
        if (encapsulation == Encapsulation.VXLAN) {
            settings.add(
                    new Setting(
                            "Flannel: net-conf.json in ConfigMap kube-flannel-cfg (the underlay's"
                                    + " MTU, Flannel subtracts)",
                            "\"Backend\": {\"Type\": \"vxlan\", \"MTU\": %d}"
                                    .formatted(underlayBytes)));
        }
        settings.add(PODS);
        return settings;
    }

    private static List<Setting> calico(int podMtuBytes) {
        return List.of(
                new Setting(
                        "Calico installed by the operator",
                        "kubectl patch installation.operator.tigera.io default --type merge -p"
                                + " '{\"spec\":{\"calicoNetwork\":{\"mtu\":%d}}}'"
                                        .formatted(podMtuBytes)),
                new Setting(
                        "Calico installed by its manifest",
                        "kubectl -n kube-system patch configmap calico-config --type merge -p"
                                + " '{\"data\":{\"veth_mtu\":\"%d\"}}'".formatted(podMtuBytes)
                                + " && kubectl -n kube-system rollout restart daemonset"
                                + " calico-node"));
    }

    private static Optional<String> felix(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case VXLAN -> Optional.of("vxlanMTU");
            case IPIP -> Optional.of("ipipMTU");
            case WIREGUARD -> Optional.of("wireguardMTU");
            case NONE, GENEVE, GRE -> Optional.empty();
        };
    }
}
