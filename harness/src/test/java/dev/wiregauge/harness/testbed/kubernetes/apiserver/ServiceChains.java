package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.PodNetwork.Served;

import java.util.List;

/// kube-proxy's chains and Flannel's masquerade rules of one node, all anew in one transaction, as
/// `iptables-restore` reads them.
final class ServiceChains {
    private final String pods;
    private final StringBuilder declared = new StringBuilder("*nat\n:KUBE-SERVICES - [0:0]\n");
    private final StringBuilder rules = new StringBuilder();

    private ServiceChains(String pods) {
        this.pods = pods;
    }

    /// @param pods of the whole cluster
    /// @param ownPods those of this node
    static String of(List<Served> services, String pods, String ownPods) {
        ServiceChains chains = new ServiceChains(pods);
        for (Served service : services) {
            chains.add(service, "tcp");
            chains.add(service, "udp");
        }
        return chains.text(ownPods);
    }

    private void add(Served service, String protocol) {
        String chain =
                "SVC-%s-%x".formatted(protocol, (service.name() + service.address()).hashCode());
        declare(chain);
        rules.append(
                "-A KUBE-SERVICES -d %s/32 -p %s --dport %d -j %s\n"
                        .formatted(service.address(), protocol, service.port(), chain));
        rules.append("-A %s ! -s %s -j MARK --set-xmark 0x4000/0x4000\n".formatted(chain, pods));
        int left = service.endpoints().size();
        for (String endpoint : service.endpoints()) {
            String own = chain + "-" + left;
            declare(own);
            String choice =
                    left == 1
                            ? ""
                            : " -m statistic --mode random --probability %.5f"
                                    .formatted(1.0 / left);
            rules.append("-A %s%s -j %s\n".formatted(chain, choice, own));
            // a client that meets itself must be masqueraded
            rules.append(
                    "-A %s -s %s/32 -j MARK --set-xmark 0x4000/0x4000\n".formatted(own, endpoint));
            rules.append(
                    "-A %s -p %s -j DNAT --to-destination %s:%d\n"
                            .formatted(own, protocol, endpoint, service.targetPort()));
            left--;
        }
    }

    private void declare(String chain) {
        declared.append(":%s - [0:0]\n".formatted(chain));
    }

    private String text(String ownPods) {
        return declared
                + rules.toString()
                + """
                -A PREROUTING -j KUBE-SERVICES
                -A OUTPUT -j KUBE-SERVICES
                -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully
                -A POSTROUTING -s %1$s -d %1$s -j RETURN
                -A POSTROUTING -s %1$s ! -d 224.0.0.0/4 -j MASQUERADE --random-fully
                -A POSTROUTING ! -s %1$s -d %2$s -j RETURN
                -A POSTROUTING ! -s %1$s -d %1$s -j MASQUERADE --random-fully
                COMMIT
                """
                        .formatted(pods, ownPods);
    }
}
