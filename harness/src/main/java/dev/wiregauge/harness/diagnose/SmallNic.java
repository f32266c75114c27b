package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Pods whose MTU follows an interface that their packets never cross: Felix takes the least of all
/// interfaces that its pattern matches.
final class SmallNic {
    private SmallNic() {}

    static List<Diagnosed> judge(View view) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            List<PodIntent> shrunk =
                    view.pods().stream()
                            .filter(pod -> pod.node().equals(node.name()))
                            .filter(pod -> thatShrank(view, pod).isPresent())
                            .toList();
            if (!shrunk.isEmpty()) {
                findings.add(
                        finding(
                                view,
                                node,
                                shrunk,
                                thatShrank(view, shrunk.getFirst()).orElseThrow()));
            }
        }
        return findings;
    }

    /// The interface of the pod's node whose MTU, less the tunnel's overhead, is exactly the pod's.
    static Optional<Link> thatShrank(View view, PodIntent pod) {
        Optional<Integer> podMtu = MtuSettingRules.podMtu(view, pod);
        Optional<NetworkFacts> kernel = view.kernel(pod.node());
        Optional<Link> uplink = view.uplink(view.node(pod.node()));
        if (podMtu.isEmpty() || kernel.isEmpty() || uplink.isEmpty()) {
            return Optional.empty();
        }
        int overhead =
                pod.mode()
                        .expected(false)
                        .map(each -> each.overheadBytes(AddressText.isIpv6(pod.address())))
                        .orElse(0);
        return kernel.get().links().stream()
                .filter(link -> link.up() && !link.name().equals(uplink.get().name()))
                .filter(link -> link.mtuBytes() < uplink.get().mtuBytes())
                .filter(link -> link.mtuBytes() - overhead == podMtu.get())
                .filter(link -> view.wraps(pod.node(), link.name()) == Encapsulation.NONE)
                .filter(link ->
                        kernel.get().addresses().stream()
                                .anyMatch(address -> address.link().equals(link.name())))
                .findFirst();
    }

    private static Diagnosed finding(
            View view, NodeIntent node, List<PodIntent> shrunk, Link small) {
        return Diagnosed.of(
                        "F07",
                        "pods of %s have the MTU of an interface that they do not use"
                                .formatted(node.name()))
                .severity(Severity.WARNING)
                .at("pods on " + node.name())
                .evidence(
                        shrunk.stream()
                                .map(pod ->
                                        "kernel of pod %s: MTU %d"
                                                .formatted(
                                                        pod.name(),
                                                        MtuSettingRules.podMtu(view, pod)
                                                                .orElse(0)))
                                .toList())
                .evidence(
                        "kernel of %s: %s has MTU %d, %s, which carries the pods' packets, has %d"
                                .formatted(
                                        node.name(),
                                        small.name(),
                                        small.mtuBytes(),
                                        node.uplink(),
                                        view.uplink(node).map(Link::mtuBytes).orElse(0)))
                .cause(
                        "the MTU was taken from the smallest interface that mtuIfacePattern matches,"
                                + " not from the one in use")
                .fix(
                        "FelixConfiguration mtuIfacePattern: ^%s$ (or an MTU of your own), then recreate"
                                        .formatted(node.uplink())
                                + " the pods of "
                                + node.name())
                .sure("high: the figures agree to the byte")
                .done();
    }
}
