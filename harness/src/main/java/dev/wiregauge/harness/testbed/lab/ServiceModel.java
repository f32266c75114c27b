package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.lab.LabTopology.Service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Service as kube-proxy sees it: what the rules of a node are written from. Faults of Services
/// are other models of the same Service.
///
/// @param clusterIp empty where it is headless: then there are no rules
record ServiceModel(
        String name,
        Optional<String> clusterIp,
        int port,
        Optional<Integer> nodePort,
        Policy policy,
        List<Endpoint> endpoints,
        Translation translation) {
    static final List<String> PROTOCOLS = List.of("tcp", "udp");

    ServiceModel {
        endpoints = List.copyOf(endpoints);
    }

    /// What its specification asks for.
    ///
    /// @param affinity whether a client keeps its endpoint
    /// @param localTraffic whether its NodePort leads to endpoints of the node called alone
    /// @param internalLocal whether its ClusterIP leads to endpoints of the client's node alone
    record Policy(boolean affinity, boolean localTraffic, boolean internalLocal) {}

    /// What a proxy makes of it.
    ///
    /// @param hairpin whether a backend that calls itself is masqueraded
    /// @param masqueradeAll whether every client is
    /// @param chosen how many of the endpoints, from the first, are ever chosen
    record Translation(boolean hairpin, boolean masqueradeAll, int chosen) {}

    /// @param node name of the node it stands on
    record Endpoint(String address, int port, String node) {}

    /// @throws java.util.NoSuchElementException for a headless one
    AddressFamily family() {
        return AddressFamily.of(clusterIp.orElseThrow());
    }

    boolean affinity() {
        return policy.affinity();
    }

    boolean localTraffic() {
        return policy.localTraffic();
    }

    boolean internalLocal() {
        return policy.internalLocal();
    }

    boolean hairpin() {
        return translation.hairpin();
    }

    boolean masqueradeAll() {
        return translation.masqueradeAll();
    }

    int chosen() {
        return translation.chosen();
    }

    static List<ServiceModel> healthy(LabTopology topology) {
        return topology.services().stream().map(ServiceModel::healthy).toList();
    }

    private static ServiceModel healthy(Service service) {
        List<Endpoint> endpoints =
                service.backends().stream()
                        .map(pod ->
                                new Endpoint(
                                        pod.address(), service.targetPort(), pod.node().name()))
                        .toList();
        return new ServiceModel(
                service.name(),
                service.address(),
                service.port(),
                service.nodePort(),
                new Policy(
                        service.traits().contains(ServiceTrait.SESSION_AFFINITY),
                        service.traits().contains(ServiceTrait.LOCAL_TRAFFIC),
                        service.traits().contains(ServiceTrait.INTERNAL_LOCAL)),
                endpoints,
                new Translation(true, false, endpoints.size()));
    }

    ServiceModel withEndpoints(List<Endpoint> others) {
        Translation over = new Translation(hairpin(), masqueradeAll(), others.size());
        return new ServiceModel(name, clusterIp, port, nodePort, policy, others, over);
    }

    ServiceModel withDeadEndpoint(String address) {
        List<Endpoint> more = new ArrayList<>(endpoints);
        more.add(new Endpoint(address, more.getLast().port(), more.getLast().node()));
        return withEndpoints(more);
    }

    ServiceModel withHairpin(boolean works) {
        return with(new Translation(works, masqueradeAll(), chosen()));
    }

    ServiceModel withMasqueradeAll(boolean all) {
        return with(new Translation(hairpin(), all, chosen()));
    }

    ServiceModel withChosen(int count) {
        return with(new Translation(hairpin(), masqueradeAll(), count));
    }

    ServiceModel withAffinity(boolean kept) {
        return with(new Policy(kept, localTraffic(), internalLocal()));
    }

    ServiceModel withLocalTraffic(boolean only) {
        return with(new Policy(affinity(), only, internalLocal()));
    }

    ServiceModel withoutNodePort() {
        return new ServiceModel(
                name, clusterIp, port, Optional.empty(), policy, endpoints, translation);
    }

    private ServiceModel with(Policy other) {
        return new ServiceModel(name, clusterIp, port, nodePort, other, endpoints, translation);
    }

    private ServiceModel with(Translation other) {
        return new ServiceModel(name, clusterIp, port, nodePort, policy, endpoints, other);
    }

    /// As a node sees it that believes all endpoints elsewhere.
    ServiceModel withEndpointsOn(String node) {
        return withEndpoints(
                endpoints.stream()
                        .map(each -> new Endpoint(each.address(), each.port(), node))
                        .toList());
    }

    /// Numbers of the endpoints that a node's rules for the ClusterIP choose from.
    List<Integer> behindClusterIp(String node) {
        return internalLocal() ? localTo(node) : all();
    }

    /// Whether clients on a node are dropped: there are endpoints, none of which it may choose.
    boolean hasNoneFor(String node) {
        return chosen() > 0 && behindClusterIp(node).isEmpty();
    }

    ServiceModel withoutEndpointsOn(String node) {
        return withEndpoints(endpoints.stream().filter(each -> !each.node().equals(node)).toList());
    }

    /// Numbers of the endpoints on a node.
    List<Integer> localTo(String node) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < chosen(); i++) {
            if (endpoints.get(i).node().equals(node)) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    List<Integer> all() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < chosen(); i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
