package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How pods of a lab with DNS look names up: what a kubelet writes into their `/etc/resolv.conf`.
///
/// `ip netns exec` lays the files below `/etc/netns/NAME` over those of `/etc` (ip-netns(8)), so
/// that every program in the pod reads them.
final class LabNames {
    /// What a diagnosis asks for: short, in full, and one that exists nowhere (RFC 6761).
    static final List<String> TO_LOOK_UP =
            List.of(
                    "kubernetes.default",
                    "kubernetes.default.svc.cluster.local.",
                    LabNames.MANY,
                    "wiregauge.invalid");

    /// A headless Service with more pods than an answer of 512 bytes holds: its answers are
    /// truncated over UDP and whole over TCP.
    private static final String MANY = "many";

    private static final int MANY_ADDRESSES = 40;

    private static final Path PER_NAMESPACE = Path.of("/etc/netns");
    private static final String RESOLVER = "resolv.conf";
    private static final List<String> SEARCH =
            List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local");

    private LabNames() {}

    static String manyLine() {
        return IntStream.rangeClosed(1, MANY_ADDRESSES)
                .mapToObj(AddressFamily.IPV4.services().subnet(255, 24)::host)
                .collect(Collectors.joining(" ", MANY + ".default.svc.cluster.local ", ""));
    }

    static List<Creation> creations(LabTopology topology) {
        return clients(topology).stream()
                .<Creation>map(pod -> new Creation.Folder(folder(pod).toString()))
                .toList();
    }

    private static List<Pod> clients(LabTopology topology) {
        return topology.pods().stream()
                .filter(pod -> !pod.name().equals(LabTopology.DNS_POD))
                .toList();
    }

    private static Path folder(Pod pod) {
        return PER_NAMESPACE.resolve(pod.namespace());
    }

    /// Makes the pods' files.
    static List<Step> steps(LabTopology topology) {
        List<Step> steps = new ArrayList<>();
        for (Pod pod : clients(topology)) {
            steps.add(
                    Step.of(
                            new Command(
                                    List.of("install", "-D", "-m", "644", "/dev/stdin", file(pod)),
                                    kubelets())));
        }
        return steps;
    }

    private static String file(Pod pod) {
        return folder(pod).resolve(RESOLVER).toString();
    }

    private static String kubelets() {
        return text(SEARCH, 5);
    }

    private static String text(List<String> search, int ndots) {
        String suffixes = search.isEmpty() ? "" : "search " + String.join(" ", search) + "\n";
        return suffixes
                + """
                nameserver %s
                options ndots:%d
                """
                        .formatted(LabTopology.dnsAddress(), ndots);
    }

    /// What a kubelet makes of nodes that have search domains of their own.
    static List<String> withNodesSuffixes() {
        List<String> search = new ArrayList<>(SEARCH);
        search.addAll(List.of("corp.example.com", "eu.example.com", "example.com"));
        return search;
    }

    /// Gives every pod other settings, in place: the file is laid over /etc in running programs.
    ///
    /// @param search empty for no search list
    static List<Step> change(LabTopology topology, List<String> search, int ndots) {
        return clients(topology).stream()
                .map(pod ->
                        Step.of(
                                new Command(List.of("tee", file(pod)), text(search, ndots)),
                                new Command(List.of("tee", file(pod)), kubelets())))
                .toList();
    }
}
