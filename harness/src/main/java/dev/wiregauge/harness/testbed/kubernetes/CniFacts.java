package dev.wiregauge.harness.testbed.kubernetes;

import java.util.List;
import java.util.Map;

/// What the API shows of a cluster's network, as far as it may be read.
///
/// @param daemonSets image of the first container by name of the DaemonSet
/// @param flannelArguments of its first container
/// @param nodeAnnotations of any one node
/// @param configs data of ConfigMaps that network plugins read, by `namespace/name`
/// @param pools Calico's, empty where it is not installed
/// @param calicoOperator whether an Installation of operator.tigera.io exists
/// @param felix spec of the default FelixConfiguration; empty where there is none
/// @param unreadable what could not be read and why, one line each
record CniFacts(
        Map<String, String> daemonSets,
        List<String> flannelArguments,
        Map<String, String> nodeAnnotations,
        Map<String, Map<String, String>> configs,
        List<IpPool> pools,
        boolean calicoOperator,
        Map<String, Object> felix,
        List<String> unreadable) {
    CniFacts {
        daemonSets = Map.copyOf(daemonSets);
        flannelArguments = List.copyOf(flannelArguments);
        nodeAnnotations = Map.copyOf(nodeAnnotations);
        configs = Map.copyOf(configs);
        pools = List.copyOf(pools);
        felix = Map.copyOf(felix);
        unreadable = List.copyOf(unreadable);
    }

    /// A value of a ConfigMap, or the empty string.
    String config(String map, String key) {
        return configs.getOrDefault(map, Map.of()).getOrDefault(key, "");
    }

    /// @param ipipMode `Never`, `Always` or `CrossSubnet`; likewise vxlanMode
    record IpPool(
            String name,
            String cidr,
            String ipipMode,
            String vxlanMode,
            boolean disabled,
            boolean natOutgoing) {
        String words() {
            String mode =
                    !ipipMode.equals("Never")
                            ? "IPIP " + ipipMode
                            : !vxlanMode.equals("Never")
                                    ? "VXLAN " + vxlanMode
                                    : "no encapsulation";
            return name + " " + cidr + " " + mode + (disabled ? " (disabled)" : "");
        }
    }
}
