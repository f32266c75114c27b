package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Resources;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The objects of one run, as they are sent to the API server. Pure.
///
/// @param configMaps names of those that hold the agent's parts; empty unless delivered so
/// @param lifetime after which the cluster ends each pod by itself
record AgentObjects(
        String run,
        AgentDelivery delivery,
        List<String> configMaps,
        Resources resources,
        Duration lifetime) {
    static final String CONTAINER = "agent";

    /// Leads to the data port of each backend; another number, so that the translation shows.
    static final int SERVICE_PORT = 80;

    /// The user that our image and the restricted level run as: no such user on any node.
    private static final long NOBODY = 65532;

    AgentObjects {
        configMaps = List.copyOf(configMaps);
    }

    /// Where an agent goes.
    ///
    /// @param agent its name, which is the pod's too
    /// @param labels besides those that every agent carries
    /// @param annotations besides those that keep sidecars away
    record Placement(
            String agent,
            ClusterNode node,
            Map<String, String> labels,
            Map<String, String> annotations) {
        Placement {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    static Namespace namespace(String name, String run, String level, Instant aliveUntil) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Marks.namespaceLabels(run, level))
                .withAnnotations(Map.of(Marks.ALIVE_UNTIL, Marks.instant(aliveUntil)))
                .endMetadata()
                .build();
    }

    static ConfigMap part(String namespace, String run, String name, String file, byte[] jar) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(Marks.labels(run))
                .endMetadata()
                .withBinaryData(Map.of(file, Base64.getEncoder().encodeToString(jar)))
                .withImmutable(true)
                .build();
    }

    /// Passes the *restricted* level: no root, no capability, no token, a read-only root.
    Pod podAgent(String namespace, Placement placement) {
        Pod pod = agent(namespace, placement, unprivileged());
        pod.getSpec()
                .setSecurityContext(
                        new PodSecurityContextBuilder()
                                .withRunAsNonRoot(true)
                                .withRunAsUser(NOBODY)
                                .withRunAsGroup(NOBODY)
                                .withFsGroup(NOBODY)
                                .withNewSeccompProfile()
                                .withType("RuntimeDefault")
                                .endSeccompProfile()
                                .build());
        return pod;
    }

    /// Runs on the node's own network as root without any capability but the two that captures
    /// need.
    ///
    /// Root, because a capability added for another user is not in its effective set (measured).
    Pod nodeAgent(String namespace, String agent, ClusterNode node) {
        Pod pod = agent(namespace, new Placement(agent, node, Map.of(), Map.of()), capturing());
        pod.getSpec().setHostNetwork(true);
        pod.getSpec()
                .setSecurityContext(
                        new PodSecurityContextBuilder()
                                .withRunAsUser(0L)
                                .withNewSeccompProfile()
                                .withType("RuntimeDefault")
                                .endSeccompProfile()
                                .build());
        return pod;
    }

    /// Over the data ports of the pods that carry its [#serviceLabel].
    Service service(String namespace, ServiceRequest request) {
        Service service = clusterIp(namespace, request.name());
        for (ServiceTrait trait : request.traits()) {
            switch (trait) {
                case NODE_PORT -> service.getSpec().setType("NodePort");
                case LOAD_BALANCER -> service.getSpec().setType("LoadBalancer");
                case HEADLESS -> service.getSpec().setClusterIP(ServiceHandle.HEADLESS);
                case SESSION_AFFINITY -> service.getSpec().setSessionAffinity("ClientIP");
                case LOCAL_TRAFFIC -> service.getSpec().setExternalTrafficPolicy("Local");
                case INTERNAL_LOCAL -> service.getSpec().setInternalTrafficPolicy("Local");
            }
        }
        return service;
    }

    private Service clusterIp(String namespace, String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(Marks.labels(run))
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of(Marks.RUN, run, serviceLabel(name), "backend"))
                .addNewPort()
                .withName("tcp")
                .withProtocol("TCP")
                .withPort(SERVICE_PORT)
                .withNewTargetPort(Testbed.DATA_PORT)
                .endPort()
                .addNewPort()
                .withName("udp")
                .withProtocol("UDP")
                .withPort(SERVICE_PORT)
                .withNewTargetPort(Testbed.DATA_PORT)
                .endPort()
                .endSpec()
                .build();
    }

    /// Label that a pod carries for each Service it is a backend of.
    static String serviceLabel(String service) {
        return "service.wiregauge.dev/" + service;
    }

    private Pod agent(String namespace, Placement placement, SecurityContext security) {
        Map<String, String> annotations = Marks.agentAnnotations();
        annotations.putAll(placement.annotations());
        Map<String, String> labels = Marks.agentLabels(run, placement.agent());
        labels.putAll(placement.labels());
        return new PodBuilder()
                .withNewMetadata()
                .withName(placement.agent())
                .withNamespace(namespace)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(lifetime.toSeconds())
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNodeSelector(Map.of("kubernetes.io/os", "linux"))
                .withTolerations(placement.node().tolerations())
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues(placement.node().name())
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .withContainers(container(security))
                .withVolumes(volumes())
                .endSpec()
                .build();
    }

    private Container container(SecurityContext security) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(delivery.image())
                .withImagePullPolicy("IfNotPresent")
                .withCommand(delivery.idleCommand())
                .withNewResources()
                .withRequests(
                        Map.of(
                                "cpu", new Quantity(resources.cpuRequest()),
                                "memory", new Quantity(resources.memoryRequest())))
                .withLimits(Map.of("memory", new Quantity(resources.memoryLimit())))
                .endResources()
                .withSecurityContext(security)
                .withVolumeMounts(mounts())
                .build();
    }

    private static SecurityContext unprivileged() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static SecurityContext capturing() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd("NET_RAW", "NET_ADMIN")
                .endCapabilities()
                .build();
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build());
        switch (delivery) {
            case AgentDelivery.InImage _ -> {}
            case AgentDelivery.ByExec _, AgentDelivery.ByConfigMap _ ->
                    mounts.add(
                            new VolumeMountBuilder()
                                    .withName("agent")
                                    .withMountPath(AgentDelivery.DIRECTORY)
                                    .build());
        }
        return mounts;
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(emptyDirectory("tmp"));
        switch (delivery) {
            case AgentDelivery.InImage _ -> {}
            case AgentDelivery.ByExec _ -> volumes.add(emptyDirectory("agent"));
            case AgentDelivery.ByConfigMap _ -> volumes.add(projected());
        }
        return volumes;
    }

    private static Volume emptyDirectory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("128Mi"))
                .endEmptyDir()
                .build();
    }

    private Volume projected() {
        List<VolumeProjection> sources =
                configMaps.stream()
                        .map(name ->
                                new VolumeProjectionBuilder()
                                        .withNewConfigMap()
                                        .withName(name)
                                        .endConfigMap()
                                        .build())
                        .toList();
        return new VolumeBuilder()
                .withName("agent")
                .withNewProjected()
                .withSources(sources)
                .endProjected()
                .build();
    }
}
