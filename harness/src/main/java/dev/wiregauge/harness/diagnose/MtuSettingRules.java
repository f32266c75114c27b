package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// MTU settings that do not agree with each other, whether they hurt already or not.
final class MtuSettingRules implements Rule {
    /// The interface that a pod has in Kubernetes.
    private static final String POD_LINK = "eth0";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        findings.addAll(SmallNic.judge(view));
        mixed(view).ifPresent(findings::add);
        tunnels(view, explained, findings);
        return findings;
    }

    private static Optional<Diagnosed> mixed(View view) {
        Map<String, List<String>> odd = new TreeMap<>();
        List<String> evidence = new ArrayList<>();
        for (Mode mode : new TreeSet<>(view.pods().stream().map(PodIntent::mode).toList())) {
            mixed(view, mode, odd, evidence);
        }
        if (odd.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Diagnosed.of("F05", "pods of one mode have different MTUs")
                        .severity(Severity.WARNING)
                        .at("pods on " + String.join(", ", odd.keySet()))
                        .evidence(evidence)
                        .cause(
                                "the MTU was changed, and only pods made since then have the new one")
                        .fix(
                                "recreate %s, such as kubectl rollout restart of their owners"
                                        .formatted(
                                                odd.values().stream()
                                                        .flatMap(List::stream)
                                                        .toList()))
                        .sure("certain: the pods' own kernels")
                        .done());
    }

    /// @param odd gets the pods that differ, by node
    private static void mixed(
            View view, Mode mode, Map<String, List<String>> odd, List<String> evidence) {
        Map<String, Integer> mtus = new LinkedHashMap<>();
        for (PodIntent pod : view.pods()) {
            if (pod.mode() == mode && SmallNic.thatShrank(view, pod).isEmpty()) {
                podMtu(view, pod).ifPresent(mtu -> mtus.put(pod.name(), mtu));
            }
        }
        if (mtus.values().stream().distinct().count() < 2) {
            return;
        }
        int right =
                MtuAdvice.of(view, mode).map(MtuRecommendation::podMtuBytes).orElse(usual(mtus));
        int wanted = mtus.containsValue(right) ? right : usual(mtus);
        for (PodIntent pod : view.pods()) {
            if (mtus.getOrDefault(pod.name(), wanted) != wanted) {
                odd.computeIfAbsent(pod.node(), _ -> new ArrayList<>()).add(pod.name());
            }
        }
        mtus.forEach((pod, mtu) ->
                evidence.add("kernel of pod %s: %s has MTU %d".formatted(pod, POD_LINK, mtu)));
    }

    private static int usual(Map<String, Integer> mtus) {
        Map<Integer, Long> counts = new TreeMap<>();
        mtus.values().forEach(mtu -> counts.merge(mtu, 1L, Long::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    static Optional<Integer> podMtu(View view, PodIntent pod) {
        return view.kernel(pod.name()).flatMap(facts -> facts.link(POD_LINK)).map(Link::mtuBytes);
    }

    /// Where pods of that encapsulation suffer already, the cause is named.
    private static boolean known(
            View view, Encapsulation wraps, Predicate<PathEvidence> explained) {
        return view.crossing().stream()
                .filter(path ->
                        path.mode()
                                .flatMap(mode ->
                                        view.expected(mode, path.from().node(), path.to().node()))
                                .equals(Optional.of(wraps)))
                .anyMatch(explained);
    }

    private static void tunnels(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<String>> byDevice = new LinkedHashMap<>();
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        for (NodeIntent node : view.nodes()) {
            int uplink = view.uplink(node).map(Link::mtuBytes).orElse(Integer.MAX_VALUE);
            view.kernel(node.name())
                    .ifPresent(kernel -> {
                        for (Link link : kernel.links()) {
                            Encapsulation wraps = view.wraps(node.name(), link.name());
                            boolean six =
                                    link.vxlan()
                                            .filter(vxlan -> AddressText.isIpv6(vxlan.local()))
                                            .isPresent();
                            int overhead = wraps.overheadBytes(six);
                            long outer = (long) link.mtuBytes() + overhead;
                            if (wraps != Encapsulation.NONE
                                    && link.up()
                                    && outer > uplink
                                    && !known(view, wraps, explained)) {
                                nodes.computeIfAbsent(link.name(), _ -> new ArrayList<>())
                                        .add(node.name());
                                byDevice.computeIfAbsent(link.name(), _ -> new ArrayList<>())
                                        .add(
                                                "kernel of %s: %s has MTU %d, plus %d bytes makes %d; %s takes %d"
                                                        .formatted(
                                                                node.name(),
                                                                link.name(),
                                                                link.mtuBytes(),
                                                                overhead,
                                                                outer,
                                                                node.uplink(),
                                                                uplink));
                            }
                        }
                    });
        }
        byDevice.forEach((device, evidence) ->
                findings.add(
                        Diagnosed.of("F06", device + " has an MTU that its uplink cannot carry")
                                .severity(Severity.WARNING)
                                .at(
                                        device
                                                + " on "
                                                + String.join(
                                                        ", ",
                                                        nodes.getOrDefault(device, List.of())))
                                .evidence(evidence)
                                .cause(
                                        "one setting (veth_mtu) feeds pods and tunnels alike, or the"
                                                + " uplink's MTU was lowered later")
                                .fix(
                                        "set FelixConfiguration ipipMTU / vxlanMTU to 0 (automatic), or"
                                                + " to the uplink's MTU minus the overhead")
                                .sure("certain: the kernel's own figures")
                                .done()));
    }
}
