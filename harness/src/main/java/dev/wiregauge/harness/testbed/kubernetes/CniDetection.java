package dev.wiregauge.harness.testbed.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names the network plugin and its mode from what the API shows. Pure.
///
/// A plugin counts as present only if something of it runs or has annotated a node: CRDs stay
/// behind when a plugin is removed.
final class CniDetection {
    private static final String FLANNEL = "flannel.alpha.coreos.com/";
    private static final Pattern MODE_LINE = Pattern.compile("(?m)^mode:\\s*\"?(\\w*)\"?\\s*$");

    private final CniFacts facts;
    private final List<String> notes = new ArrayList<>();

    private CniDetection(CniFacts facts) {
        this.facts = facts;
    }

    static Cni detect(CniFacts facts) {
        return new CniDetection(facts).detect();
    }

    private Cni detect() {
        String kubeProxy = kubeProxy();
        if (running("cilium").isPresent() || running("anetd").isPresent()) {
            return cni("Cilium", running("cilium").orElse(""), cilium(), kubeProxy);
        }
        if (running("calico-node").isPresent()) {
            return cni("Calico", running("calico-node").orElse(""), calico(), kubeProxy);
        }
        if (running("canal").isPresent()) {
            notes.add("Canal: Calico's policy over Flannel's network");
            return cni("Flannel", "", flannel(), kubeProxy);
        }
        Optional<String> flannel = running("kube-flannel-ds").or(() -> running("kube-flannel"));
        if (flannel.isPresent() || facts.nodeAnnotations().containsKey(FLANNEL + "backend-type")) {
            return cni("Flannel", flannel.orElse(""), flannel(), kubeProxy);
        }
        return others(kubeProxy);
    }

    private Cni others(String kubeProxy) {
        record Known(String daemonSet, String name, String mode) {}
        List<Known> known =
                List.of(
                        new Known("ovnkube-node", "OVN-Kubernetes", "geneve, UDP 6081"),
                        new Known("ovs-node", "OVN-Kubernetes", "geneve, UDP 6081"),
                        new Known("kube-ovn-cni", "Kube-OVN", "geneve, UDP 6081 (its default)"),
                        new Known("antrea-agent", "Antrea", "geneve, UDP 6081 (its default)"),
                        new Known("kindnet", "kindnet", "plain routes"),
                        new Known("weave-net", "Weave Net", "vxlan, UDP 6784"),
                        new Known("kube-router", "kube-router", "BGP routes, IPIP across subnets"),
                        new Known(
                                "aws-node",
                                "AWS VPC CNI",
                                "addresses of the VPC, no encapsulation"),
                        new Known("azure-cni", "Azure CNI", "addresses of the VNET"));
        for (Known each : known) {
            if (running(each.daemonSet()).isPresent()) {
                return cni(each.name(), running(each.daemonSet()).get(), each.mode(), kubeProxy);
            }
        }
        notes.add(
                "no known network plugin runs as a DaemonSet"
                        + (facts.unreadable().isEmpty()
                                ? ""
                                : " (not readable: " + String.join("; ", facts.unreadable()) + ")")
                        + ": mode current measures the network as it is, and the wire shows what it does");
        return cni(Cni.UNKNOWN, "", Cni.UNKNOWN, kubeProxy);
    }

    private Cni cni(String name, String version, String mode, String kubeProxy) {
        return new Cni(name, version, mode, kubeProxy, masquerades(name), notes);
    }

    /// Whether pods that talk to the nodes' own addresses are seen as their node.
    private Optional<Boolean> masquerades(String name) {
        return switch (name) {
            case "Calico" ->
                    facts.pools().isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    facts.pools().stream()
                                            .filter(pool -> !pool.disabled())
                                            .allMatch(CniFacts.IpPool::natOutgoing));
            case "Flannel" ->
                    facts.flannelArguments().isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    facts.flannelArguments().stream()
                                            .anyMatch(each -> each.matches("--ip-masq(=true)?")));
            default -> Optional.empty();
        };
    }

    private String calico() {
        if (facts.calicoOperator()) {
            notes.add("installed by the operator");
        } else {
            notes.add("installed by manifest");
        }
        if (Boolean.TRUE.equals(facts.felix().get("bpfEnabled"))) {
            notes.add("eBPF dataplane");
        }
        String backend = facts.config("kube-system/calico-config", "calico_backend");
        if (!backend.isEmpty()) {
            notes.add("backend " + backend);
        }
        String mtu = facts.config("kube-system/calico-config", "veth_mtu");
        if (!mtu.isEmpty()) {
            notes.add("veth_mtu " + (mtu.equals("0") ? "0 (automatic)" : mtu));
        }
        if (facts.felix().containsKey("wireguardEnabled")
                && Boolean.TRUE.equals(facts.felix().get("wireguardEnabled"))) {
            notes.add("WireGuard enabled");
        }
        List<String> pools =
                facts.pools().stream()
                        .filter(pool -> !pool.cidr().contains(":"))
                        .map(CniFacts.IpPool::words)
                        .toList();
        return pools.isEmpty() ? "no readable IPPool" : String.join("; ", pools);
    }

    private String flannel() {
        String config =
                facts.config("kube-flannel/kube-flannel-cfg", "net-conf.json")
                        + facts.config("kube-system/kube-flannel-cfg", "net-conf.json")
                        + facts.config("kube-system/canal-config", "net-conf.json");
        String backend =
                Optional.ofNullable(facts.nodeAnnotations().get(FLANNEL + "backend-type"))
                        .or(() -> string(config, "Type"))
                        .orElse("vxlan");
        return switch (backend) {
            case "vxlan" -> {
                String port = number(config, "Port").orElse("8472");
                String vni =
                        number(
                                        facts.nodeAnnotations()
                                                .getOrDefault(FLANNEL + "backend-data", ""),
                                        "VNI")
                                .or(() -> number(config, "VNI"))
                                .orElse("1");
                boolean direct = config.matches("(?s).*\"DirectRouting\"\\s*:\\s*true.*");
                yield "vxlan, UDP %s, VNI %s%s"
                        .formatted(port, vni, direct ? ", plain routes within a subnet" : "");
            }
            case "host-gw" -> "host-gw: plain routes, no encapsulation";
            default -> backend;
        };
    }

    private String cilium() {
        String map = "kube-system/cilium-config";
        String tunnel = facts.config(map, "tunnel");
        String routing = facts.config(map, "routing-mode");
        if (facts.config(map, "kube-proxy-replacement").matches("true|strict")) {
            notes.add("replaces kube-proxy");
        }
        if (facts.config(map, "enable-wireguard").equals("true")) {
            notes.add("WireGuard enabled");
        }
        if (routing.equals("native") || tunnel.equals("disabled")) {
            return "native routing, no encapsulation";
        }
        String protocol =
                Optional.of(facts.config(map, "tunnel-protocol"))
                        .filter(value -> !value.isEmpty())
                        .orElse(tunnel.isEmpty() ? "vxlan" : tunnel);
        String port =
                Optional.of(facts.config(map, "tunnel-port"))
                        .filter(value -> !value.isEmpty() && !value.equals("0"))
                        .orElse(protocol.equals("geneve") ? "6081" : "8472");
        return protocol + ", UDP " + port;
    }

    private String kubeProxy() {
        String config = facts.config("kube-system/kube-proxy", "config.conf");
        if (config.isEmpty()) {
            boolean replaced =
                    facts.config("kube-system/cilium-config", "kube-proxy-replacement")
                            .matches("true|strict");
            return replaced ? "none, Cilium's eBPF" : Cni.UNKNOWN;
        }
        Matcher mode = MODE_LINE.matcher(config);
        return mode.find() && !mode.group(1).isEmpty() ? mode.group(1) : "iptables (default)";
    }

    /// The version in the image's tag, if a DaemonSet of this name runs.
    private Optional<String> running(String daemonSet) {
        return Optional.ofNullable(facts.daemonSets().get(daemonSet))
                .map(image -> {
                    int tag = image.lastIndexOf(':');
                    return tag > image.lastIndexOf('/') ? image.substring(tag + 1) : "";
                });
    }

    private static Optional<String> string(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static Optional<String> number(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\"\\s*:\\s*(\\d+)").matcher(json);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /// Facts of a cluster of which nothing may be read.
    static CniFacts nothing() {
        return new CniFacts(
                Map.of(), List.of(), Map.of(), Map.of(), List.of(), false, Map.of(), List.of());
    }
}
