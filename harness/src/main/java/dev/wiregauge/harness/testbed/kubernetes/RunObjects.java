package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Everything that a plan means in a cluster, in the order in which it is created.
record RunObjects(
        AgentDelivery delivery,
        List<ConfigMap> configMaps,
        List<Service> services,
        List<Pod> pods,
        Map<String, Role> roles) {

    RunObjects {
        configMaps = List.copyOf(configMaps);
        services = List.copyOf(services);
        pods = List.copyOf(pods);
        roles = Map.copyOf(roles);
    }

    /// What a pod is for.
    ///
    /// @param agent the agent's name: the pod's, or the node's for a node agent
    record Role(String agent, String node, boolean onNode) {}

    static RunObjects of(
            String run,
            TestbedPlan plan,
            List<ClusterNode> nodes,
            KubernetesOptions options,
            RunNamespaces namespaces,
            AgentProgram program,
            Optional<PoolPlan> pools) {
        Optional<AgentParts> parts =
                needsParts(options) ? Optional.of(AgentParts.of(program.jar())) : Optional.empty();
        AgentDelivery delivery =
                AgentDelivery.of(
                        options.agents().delivery(),
                        options.image(),
                        () -> parts.map(AgentParts::names).orElse(List.of()));
        List<String> names = parts.map(AgentParts::names).orElse(List.of());
        List<String> mapNames =
                names.stream().map(file -> "wiregauge-" + run + "-" + stem(file)).toList();
        AgentObjects make =
                new AgentObjects(
                        run, delivery, mapNames, options.agents().resources(), options.lifetime());

        List<Pod> pods = new ArrayList<>();
        Map<String, Role> roles = new TreeMap<>();
        for (PodRequest request : plan.pods()) {
            ClusterNode node = node(nodes, request.node());
            pods.add(
                    make.podAgent(
                            namespaces.pods(),
                            new AgentObjects.Placement(
                                    request.name(),
                                    node,
                                    serviceLabels(plan, request.name()),
                                    pools.map(each -> each.podAnnotations(request.mode()))
                                            .orElse(Map.of()))));
            roles.put(request.name(), new Role(request.name(), node.name(), false));
        }
        if (plan.nodeAgents() && options.nodeAgents()) {
            for (int i = 0; i < nodes.size(); i++) {
                String name = "node-agent-" + (i + 1);
                pods.add(make.nodeAgent(namespaces.nodes(), name, nodes.get(i)));
                roles.put(name, new Role(nodes.get(i).name(), nodes.get(i).name(), true));
            }
        }
        List<Service> services =
                plan.services().stream()
                        .map(request -> make.service(namespaces.pods(), request))
                        .toList();
        List<ConfigMap> maps = new ArrayList<>();
        for (String namespace : namespacesOf(pods)) {
            for (int i = 0; i < names.size(); i++) {
                maps.add(
                        AgentObjects.part(
                                namespace,
                                run,
                                mapNames.get(i),
                                names.get(i),
                                parts.orElseThrow().part(i)));
            }
        }
        return new RunObjects(delivery, maps, services, pods, roles);
    }

    Role role(String pod) {
        Role role = roles.get(pod);
        if (role == null) {
            throw new IllegalArgumentException("no agent was planned for pod " + pod);
        }
        return role;
    }

    Map<String, Set<String>> podsByNamespace() {
        Map<String, Set<String>> names = new TreeMap<>();
        for (Pod pod : pods) {
            names.computeIfAbsent(pod.getMetadata().getNamespace(), any -> new TreeSet<>())
                    .add(pod.getMetadata().getName());
        }
        return names;
    }

    private static boolean needsParts(KubernetesOptions options) {
        AgentDelivery delivery =
                AgentDelivery.of(options.agents().delivery(), options.image(), List::of);
        return delivery instanceof AgentDelivery.ByConfigMap;
    }

    private static Set<String> namespacesOf(List<Pod> pods) {
        Set<String> namespaces = new TreeSet<>();
        pods.forEach(pod -> namespaces.add(pod.getMetadata().getNamespace()));
        return namespaces;
    }

    private static Map<String, String> serviceLabels(TestbedPlan plan, String pod) {
        Map<String, String> labels = new TreeMap<>();
        for (ServiceRequest service : plan.services()) {
            if (service.backends().contains(pod)) {
                labels.put(AgentObjects.serviceLabel(service.name()), "backend");
            }
        }
        return labels;
    }

    private static ClusterNode node(List<ClusterNode> nodes, int index) {
        if (index >= nodes.size()) {
            throw new EnvironmentException(
                    "the plan needs %d nodes, chosen are %d".formatted(index + 1, nodes.size()));
        }
        return nodes.get(index);
    }

    private static String stem(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }
}
