package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.lab.Families;
import dev.wiregauge.harness.testbed.lab.LabOptions;
import dev.wiregauge.scenario.Mode;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The options that shape a lab, shared by every command that builds one.
final class LabFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Lab: nodes, 2 to 8 (default: ${DEFAULT-VALUE}).")
    private int nodes = 2;

    @Option(
            names = "--underlay",
            description = "Lab: one subnet (l2, the default) or two with a router between (l3).",
            paramLabel = "l2|l3")
    private LabOptions.Underlay underlay = LabOptions.Underlay.L2;

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            description = "Lab: MTU of the underlay, 1000 to 9000 (default: ${DEFAULT-VALUE}).")
    private int mtuBytes = 1500;

    @Option(
            names = "--family",
            description =
                    "Lab: addresses of nodes, pods and Services: IPv4 (4, the default), IPv6 (6, modes bgp"
                            + " and vxlan), or both in one run (dual: bgp-ipv6 and vxlan-ipv6 beside"
                            + " bgp and vxlan).",
            paramLabel = "4|6|dual")
    private String family = "4";

    @Option(
            names = "--bgp",
            description =
                    "Lab: static routes (the default), or BIRD 2 daemons as Calico runs them.",
            paramLabel = "static|bird")
    private LabOptions.Routes bgp = LabOptions.Routes.STATIC;

    @Option(
            names = "--ipip",
            description =
                    "Lab: what makes tunl0: the kernel's device where there is one, else the look-alike (auto, the default), or one of them.",
            paramLabel = "auto|kernel|lookalike-tcx|lookalike-clsact")
    private LabOptions.IpipDevice ipipDevice = LabOptions.IpipDevice.AUTO;

    @Option(
            names = "--proxy",
            description =
                    "Lab: Services as kube-proxy's nftables mode (the default), iptables, or ipvs where the kernel has it.",
            paramLabel = "nftables|iptables|ipvs")
    private LabOptions.Proxy proxy = LabOptions.Proxy.NFTABLES;

    @Option(
            names = "--misroute",
            paramLabel = "MODE=MODE",
            split = ",",
            description =
                    "Lab: route the first mode's pool as the second mode, to watch a proof fail.")
    private Map<String, String> misrouted = Map.of();

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            completionCandidates = Candidates.Faults.class,
            split = ",",
            description = "Lab: break it on purpose; 'wiregauge lab fault list' shows the ways.")
    private List<String> faults = List.of();

    LabOptions options() {
        faults.forEach(fault -> LabFaultCommand.check(spec, fault));
        Map<Mode, Mode> pools = new EnumMap<>(Mode.class);
        misrouted.forEach((pool, as) -> pools.put(mode(pool), mode(as)));
        try {
            return LabOptions.STANDARD
                    .withNodes(nodes)
                    .withUnderlay(underlay)
                    .withMtuBytes(mtuBytes)
                    .withRoutes(bgp)
                    .withIpipDevice(ipipDevice)
                    .withProxy(proxy)
                    .withFamilies(families())
                    .withMisrouted(pools)
                    .withFaults(faults);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Families families() {
        return Arrays.stream(Families.values())
                .filter(each -> each.id().equals(family))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "family is \"" + family + "\", allowed: 4, 6 or dual"));
    }

    private Mode mode(String id) {
        return ModeNames.parse(spec.commandLine(), id);
    }
}
