package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.ServiceModel.Endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Faults of kube-proxy's rules, on every node alike; they strike the first Service. A lab shows
/// one of them at a time, since each writes all Service rules anew.
final class ServiceFaults {
    /// An address of a block that no pod has: the lab hands them out from the block's start.
    private static final int UNUSED_HOST = 60;

    static final List<LabFault> ALL =
            List.of(
                    fault(
                            "hairpin-broken",
                            "F43",
                            "a backend that calls its own Service is not masqueraded",
                            topology -> service -> service.withHairpin(false)),
                    fault(
                            "masquerade-all",
                            "F37",
                            "every client of the Service is masqueraded",
                            topology -> service -> service.withMasqueradeAll(true)),
                    fault(
                            "dead-backend",
                            "F49",
                            "a pod that is gone is still behind the Service",
                            topology ->
                                    service ->
                                            service.withDeadEndpoint(
                                                    topology.services()
                                                            .getFirst()
                                                            .backends()
                                                            .getLast()
                                                            .pool()
                                                            .block(FaultSteps.second(topology))
                                                            .host(UNUSED_HOST))),
                    fault(
                            "backend-never-chosen",
                            "F49",
                            "the last backend of the Service is never chosen",
                            topology -> service -> service.withChosen(service.chosen() - 1)),
                    fault(
                            "no-endpoints",
                            "F49",
                            "the Service has no backend",
                            topology -> service -> service.withEndpoints(List.of())),
                    further(
                            "nodeport-missing",
                            "F63",
                            "node2 has no rules for the Service's port of the nodes",
                            Place.SECOND_NODE,
                            service -> service.nodePort().isPresent() && !service.localTraffic(),
                            topology ->
                                    Map.of(
                                            FaultSteps.second(topology),
                                            ServiceModel::withoutNodePort)),
                    further(
                            "local-endpoint-overlooked",
                            "F44",
                            "node1 drops what comes to a Local Service, for it overlooks its own pod",
                            Place.FIRST_NODE,
                            ServiceModel::localTraffic,
                            topology ->
                                    Map.of(
                                            FaultSteps.first(topology),
                                            service -> service.withEndpointsOn("elsewhere"))),
                    further(
                            "local-policy-ignored",
                            "F44",
                            "a Service's externalTrafficPolicy Local is not honoured",
                            Place.SERVICE,
                            ServiceModel::localTraffic,
                            topology ->
                                    onEveryNode(
                                            topology, service -> service.withLocalTraffic(false))),
                    further(
                            "internal-local-without-backend",
                            "F66",
                            "a Service with internalTrafficPolicy Local has no backend on node2",
                            Place.SECOND_NODE,
                            ServiceModel::internalLocal,
                            topology ->
                                    onEveryNode(
                                            topology,
                                            service ->
                                                    service.withoutEndpointsOn(
                                                            FaultSteps.second(topology).name()))),
                    further(
                            "affinity-ignored",
                            "F47",
                            "a Service's session affinity is not kept",
                            Place.SERVICE,
                            ServiceModel::affinity,
                            topology ->
                                    onEveryNode(topology, service -> service.withAffinity(false))),
                    fault(
                            "target-port-mismatch",
                            "F49",
                            "the Service leads to a port where nobody listens",
                            topology -> ServiceFaults::withOtherPort));

    private ServiceFaults() {}

    private interface Change {
        UnaryOperator<ServiceModel> in(LabTopology topology);
    }

    private static LabFault fault(String id, String catalogueId, String title, Change change) {
        return new LabFault(
                id,
                catalogueId,
                title,
                Place.SERVICE,
                topology -> {
                    if (topology.services().isEmpty()) {
                        throw FaultSteps.lacks(id, "a Service");
                    }
                    return steps(topology, change.in(topology));
                });
    }

    private interface ChangePerNode {
        Map<Node, UnaryOperator<ServiceModel>> in(LabTopology topology);
    }

    private static Map<Node, UnaryOperator<ServiceModel>> onEveryNode(
            LabTopology topology, UnaryOperator<ServiceModel> change) {
        return topology.nodes().stream().collect(Collectors.toMap(node -> node, _ -> change));
    }

    /// A fault of the first Service of some kind.
    private static LabFault further(
            String id,
            String catalogueId,
            String title,
            Place place,
            Predicate<ServiceModel> kind,
            ChangePerNode change) {
        return new LabFault(
                id,
                catalogueId,
                title,
                place,
                topology -> {
                    List<ServiceModel> healthy = ServiceModel.healthy(topology);
                    ServiceModel hit =
                            healthy.stream()
                                    .filter(kind)
                                    .findFirst()
                                    .orElseThrow(() ->
                                            FaultSteps.lacks(
                                                    id,
                                                    "Services with ports on the nodes, traffic policy"
                                                            + " Local and session affinity"));
                    KubeProxy proxy = KubeProxy.of(topology.options().proxy());
                    List<Step> steps = new ArrayList<>();
                    change.in(topology)
                            .forEach((node, with) -> {
                                List<ServiceModel> broken = new ArrayList<>(healthy);
                                broken.set(healthy.indexOf(hit), with.apply(hit));
                                steps.add(
                                        Step.of(
                                                proxy.replace(topology, node, broken),
                                                proxy.replace(topology, node, healthy)));
                            });
                    return steps;
                });
    }

    private static List<Step> steps(LabTopology topology, UnaryOperator<ServiceModel> change) {
        List<ServiceModel> healthy = ServiceModel.healthy(topology);
        List<ServiceModel> broken = new ArrayList<>(healthy);
        broken.set(0, change.apply(healthy.getFirst()));
        KubeProxy proxy = KubeProxy.of(topology.options().proxy());
        return topology.nodes().stream()
                .map(node ->
                        Step.of(
                                proxy.replace(topology, node, broken),
                                proxy.replace(topology, node, healthy)))
                .toList();
    }

    private static ServiceModel withOtherPort(ServiceModel service) {
        return service.withEndpoints(
                service.endpoints().stream()
                        .map(endpoint ->
                                new Endpoint(
                                        endpoint.address(), endpoint.port() + 1, endpoint.node()))
                        .toList());
    }
}
