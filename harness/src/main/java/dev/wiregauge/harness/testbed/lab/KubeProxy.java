package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.util.List;

/// Who writes a node's Service rules.
sealed interface KubeProxy permits NftablesProxy, IptablesProxy, IpvsProxy {
    /// kube-proxy's masquerade bit, 14 by default.
    String MASQUERADE_MARK = "0x4000";

    static KubeProxy of(LabOptions.Proxy proxy) {
        return switch (proxy) {
            case NFTABLES -> new NftablesProxy();
            case IPTABLES -> new IptablesProxy();
            case IPVS -> new IpvsProxy();
        };
    }

    /// Writes the rules of a node that has none yet.
    Command install(LabTopology topology, Node node, List<ServiceModel> services);

    /// Writes all of them anew, in one transaction.
    Command replace(LabTopology topology, Node node, List<ServiceModel> services);
}
