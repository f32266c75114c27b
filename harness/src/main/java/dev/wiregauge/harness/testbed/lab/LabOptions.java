package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What a lab is to look like, before it is known which pods stand in it.
///
/// @param nodes 2 to 8
/// @param mtuBytes of the underlay, 1000 to 9000
/// @param dns whether a pod on the last node serves `cluster.local`, behind a Service `kube-dns`
/// @param misrouted pools that are routed as another mode than their own: a fault for tests and
///   exercises, which only the wire shows
/// @param faults ids of [LabFaults], put in when the lab stands
public record LabOptions(
        int nodes,
        Underlay underlay,
        int mtuBytes,
        Routes routes,
        IpipDevice ipipDevice,
        Proxy proxy,
        boolean dns,
        Map<Mode, Mode> misrouted,
        List<String> faults,
        Families families) {
    public static final LabOptions STANDARD =
            new LabOptions(
                    2,
                    Underlay.L2,
                    1500,
                    Routes.STATIC,
                    IpipDevice.AUTO,
                    Proxy.NFTABLES,
                    false,
                    Map.of(),
                    List.of(),
                    Families.IPV4);

    public LabOptions {
        misrouted = Map.copyOf(misrouted);
        faults = List.copyOf(faults);
        check("nodes", nodes, 2, 8);
        check("mtuBytes", mtuBytes, 1000, 9000);
        if (families.have(AddressFamily.IPV6)) {
            check("mtuBytes with family " + families.id(), mtuBytes, LEAST_IPV6_MTU, 9000);
            refuse(families, routes == Routes.BIRD, "BGP by BIRD");
            refuse(families, proxy == Proxy.IPTABLES, "the iptables proxy");
            refuse(families, proxy == Proxy.IPVS, "the ipvs proxy");
            refuse(families, dns, "DNS");
            refuse(families, !faults.isEmpty(), "injected faults");
        }
    }

    /// Every link must carry 1280 bytes (RFC 8200 section 5), also inside VXLAN.
    private static final int LEAST_IPV6_MTU = 1280 + Encapsulation.VXLAN.overheadIpv6Bytes();

    private static void refuse(Families families, boolean wanted, String what) {
        if (wanted) {
            throw new IllegalArgumentException(
                    "family is %s, which the lab has without %s, allowed with it: 4"
                            .formatted(families.id(), what));
        }
    }

    private static void check(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    field + " is " + value + ", allowed: " + least + " to " + most);
        }
    }

    /// How the nodes are joined.
    public enum Underlay {
        /// One subnet on one bridge.
        L2,
        /// Two subnets with a router between them: the first half of the nodes in the one, the
        /// others in the other.
        L3
    }

    /// Who tells the nodes of each other's blocks in mode `bgp`.
    public enum Routes {
        STATIC,
        /// BIRD 2 daemons in a full mesh, as Calico's.
        BIRD
    }

    /// What makes the IPIP tunnel.
    public enum IpipDevice {
        /// The kernel's device where there is one, else the look-alike.
        AUTO,
        KERNEL,
        /// Programs attached by TCX, which takes Linux 6.6.
        LOOKALIKE_TCX,
        /// Programs attached by a clsact qdisc and cls_bpf.
        LOOKALIKE_CLSACT
    }

    /// How Services are made on the nodes, as kube-proxy's modes.
    public enum Proxy {
        NFTABLES,
        IPTABLES,
        /// Takes a kernel with ip_vs, which most stock kernels have.
        IPVS
    }

    public LabOptions withNodes(int count) {
        return with(draft -> draft.nodes = count);
    }

    public LabOptions withUnderlay(Underlay other) {
        return with(draft -> draft.underlay = other);
    }

    public LabOptions withMtuBytes(int bytes) {
        return with(draft -> draft.mtuBytes = bytes);
    }

    public LabOptions withRoutes(Routes other) {
        return with(draft -> draft.routes = other);
    }

    public LabOptions withIpipDevice(IpipDevice other) {
        return with(draft -> draft.ipipDevice = other);
    }

    public LabOptions withProxy(Proxy other) {
        return with(draft -> draft.proxy = other);
    }

    public LabOptions withDns(boolean wanted) {
        return with(draft -> draft.dns = wanted);
    }

    /// The DNS server has an IPv4 address: a lab with IPv6 pods stays without.
    public LabOptions withDnsWhereItCan(boolean wanted) {
        return withDns(wanted && !families.have(AddressFamily.IPV6));
    }

    public LabOptions withMisrouted(Map<Mode, Mode> pools) {
        return with(draft -> draft.misrouted = pools);
    }

    public LabOptions withFaults(List<String> ids) {
        return with(draft -> draft.faults = ids);
    }

    public LabOptions withFamilies(Families other) {
        return with(draft -> draft.families = other);
    }

    private LabOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /// The same options, one of them to be changed.
    private static final class Draft {
        private int nodes;
        private Underlay underlay;
        private int mtuBytes;
        private Routes routes;
        private IpipDevice ipipDevice;
        private Proxy proxy;
        private boolean dns;
        private Map<Mode, Mode> misrouted;
        private List<String> faults;
        private Families families;

        Draft(LabOptions from) {
            nodes = from.nodes;
            underlay = from.underlay;
            mtuBytes = from.mtuBytes;
            routes = from.routes;
            ipipDevice = from.ipipDevice;
            proxy = from.proxy;
            dns = from.dns;
            misrouted = from.misrouted;
            faults = from.faults;
            families = from.families;
        }

        LabOptions done() {
            return new LabOptions(
                    nodes,
                    underlay,
                    mtuBytes,
                    routes,
                    ipipDevice,
                    proxy,
                    dns,
                    misrouted,
                    faults,
                    families);
        }
    }
}
