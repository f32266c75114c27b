package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two fields of an IPPool that make its mode. Pure.
///
/// @param ipip `Never`, `Always` or `CrossSubnet`, or `unset` where the pool has no such field;
///   likewise vxlan
record PoolModes(String ipip, String vxlan) {
    private static final String NEVER = "Never";
    private static final String CROSS_SUBNET = "CrossSubnet";

    /// Means `Never` (Calico, IPPool resource), and is brought back as it was.
    private static final String UNSET = "unset";

    private static final Pattern WORDS =
            Pattern.compile("ipipMode ([A-Za-z]{1,20}), vxlanMode ([A-Za-z]{1,20})");

    static PoolModes of(Map<String, Object> spec) {
        return new PoolModes(
                String.valueOf(spec.getOrDefault("ipipMode", UNSET)),
                String.valueOf(spec.getOrDefault("vxlanMode", UNSET)));
    }

    static PoolModes of(Mode mode) {
        return new PoolModes(PoolPlan.ipip(mode), PoolPlan.vxlan(mode));
    }

    /// Such as `ipipMode Always, vxlanMode Never`.
    String words() {
        return "ipipMode %s, vxlanMode %s".formatted(ipip, vxlan);
    }

    /// Reads what [#words()] wrote.
    static Optional<PoolModes> parse(String words) {
        Matcher found = WORDS.matcher(words);
        return found.matches()
                ? Optional.of(new PoolModes(found.group(1), found.group(2)))
                : Optional.empty();
    }

    /// Whether both make the same mode.
    boolean means(PoolModes other) {
        return meaning(ipip).equals(meaning(other.ipip))
                && meaning(vxlan).equals(meaning(other.vxlan));
    }

    private static String meaning(String field) {
        return field.equals(UNSET) ? NEVER : field;
    }

    /// A JSON merge patch (RFC 7396).
    ///
    /// @param annotations without quotes in them; an empty value takes one away
    String patch(Map<String, String> annotations) {
        List<String> marks = new ArrayList<>();
        annotations.forEach((name, value) -> marks.add("\"%s\":%s".formatted(name, json(value))));
        return "{\"metadata\":{\"annotations\":{%s}},\"spec\":{\"ipipMode\":%s,\"vxlanMode\":%s}}"
                .formatted(
                        String.join(",", marks),
                        json(ipip.equals(UNSET) ? "" : ipip),
                        json(vxlan.equals(UNSET) ? "" : vxlan));
    }

    private static String json(String value) {
        return value.isEmpty() ? "null" : "\"" + value + "\"";
    }

    /// Over IPv4: 20 for IPIP, 50 for VXLAN.
    int overheadBytes() {
        if (!meaning(vxlan).equals(NEVER)) {
            return 50;
        }
        return meaning(ipip).equals(NEVER) ? 0 : 20;
    }

    /// Whether a node's route to a pod of another node is the one that these make: into a tunnel of
    /// the right kind, or by no tunnel at all.
    ///
    /// @return what is not so; empty where all is
    Optional<String> lacking(NetworkFacts facts, TestbedNode from, TestbedNode to, String pod) {
        String wanted = kind(from, to);
        Optional<NetworkFacts.Route> route = facts.route(pod);
        String device = route.map(NetworkFacts.Route::device).orElse("");
        String kind = facts.link(device).map(NetworkFacts.Link::kind).orElse("");
        boolean right =
                wanted.isEmpty()
                        ? route.isPresent() && !kind.equals("vxlan") && !kind.equals("ipip")
                        : kind.equals(wanted);
        return right
                ? Optional.empty()
                : Optional.of(
                        "%s sends to %s on %s by %s, not yet by %s"
                                .formatted(
                                        from.name(),
                                        pod,
                                        to.name(),
                                        device.isEmpty() ? "no route" : device,
                                        wanted.isEmpty() ? "a plain route" : wanted));
    }

    /// The driver of the tunnel device between two nodes; empty where none is used.
    private String kind(TestbedNode from, TestbedNode to) {
        boolean tunnelled = !sameSubnet(from, to);
        if (vxlan.equals("Always") || (vxlan.equals(CROSS_SUBNET) && tunnelled)) {
            return "vxlan";
        }
        return ipip.equals("Always") || (ipip.equals(CROSS_SUBNET) && tunnelled) ? "ipip" : "";
    }

    private static boolean sameSubnet(TestbedNode from, TestbedNode to) {
        return Ipv4Block.parse(from.subnet()).contains(Ipv4Block.parse(to.address()));
    }
}
