package dev.wiregauge.result.evidence;

import java.util.List;
import java.util.Optional;

/// What a cluster was planned to be: its networks, its nodes and the programs that share them. From
/// the API, or from a lab's own plan.
///
/// @param networks as they are written, canonical or not
/// @param nodes all of the cluster, not only those that take part
/// @param proxy absent where kube-proxy's settings are unknown
/// @param arpLoadBalancer a program that answers ARP for addresses of Services, such as MetalLB's
///   speaker; empty where there is none
/// @param vxlan programs that use VXLAN, with their UDP port
/// @param calico whether Calico runs
/// @param typha whether Calico's Typha stands between Felix and the API
/// @param unreadable what could not be read and why, one line each
public record ClusterPlan(
        List<Network> networks,
        List<NodePlan> nodes,
        Optional<Proxy> proxy,
        String arpLoadBalancer,
        List<VxlanUser> vxlan,
        boolean calico,
        boolean typha,
        List<String> unreadable) {
    public ClusterPlan {
        networks = List.copyOf(networks);
        nodes = List.copyOf(nodes);
        vxlan = List.copyOf(vxlan);
        unreadable = List.copyOf(unreadable);
    }

    /// What the addresses of a network are for.
    public enum Role {
        /// ClusterIPs of Services.
        SERVICES,
        /// Pods, as kubeadm and the controller manager were told.
        PODS,
        /// An IPPool of Calico.
        POOL,
        /// Flannel's `Network`.
        FLANNEL
    }

    /// @param source where it is written, such as `kubeadm-config serviceSubnet`
    public record Network(Role role, String source, String cidr) {}

    /// @param internalAddress the node's InternalIP
    /// @param podCidrs `spec.podCIDRs`
    /// @param pluginAddress what the network plugin took for the node's address, with its prefix
    ///   length, such as `10.0.2.15/24`; empty where it says nothing
    /// @param machineId and systemUuid as the kubelet found them; empty where unknown
    /// @param controlPlane whether its role is the control plane's; absent where unknown
    public record NodePlan(
            String name,
            String internalAddress,
            List<String> podCidrs,
            String pluginAddress,
            String machineId,
            String systemUuid,
            Optional<Boolean> controlPlane) {
        public NodePlan {
            podCidrs = List.copyOf(podCidrs);
        }
    }

    public boolean isControlPlane(String node) {
        return nodes.stream()
                .anyMatch(each -> each.name().equals(node) && each.controlPlane().orElse(false));
    }

    /// @param mode such as `ipvs`
    public record Proxy(String mode, boolean strictArp) {}

    public record VxlanUser(String program, int port) {}
}
