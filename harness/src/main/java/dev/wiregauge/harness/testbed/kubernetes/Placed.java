package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.scenario.Mode;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What one run has in the cluster: its namespaces, pods, Services, and the sessions with agents.
///
/// Removing the objects is the journal's part; closing this ends the agents.
final class Placed implements AutoCloseable {
    /// A new namespace gets its service account a moment later.
    private static final Duration ACCOUNT_DEADLINE = Duration.ofSeconds(10);

    /// BIRD needs 2 s for a new block, Felix after a restart some more.
    private static final Duration CONVERGENCE_DEADLINE = Duration.ofSeconds(60);

    /// For the network as it was found: kube-proxy writes a new Service's rules within a second or
    /// two.
    private static final Duration ARRIVAL_DEADLINE = Duration.ofSeconds(10);

    private final KubernetesOptions options;
    private final ClusterConnection cluster;
    private final Journal journal;
    private final AgentProgram program;
    private final Clock clock;
    private final List<ClusterNode> nodes;
    private final PodExec exec;
    private final RunNamespaces namespaces;
    private final Map<String, AgentSession> podAgents = new ConcurrentHashMap<>();
    private final Map<String, AgentSession> nodeAgents = new ConcurrentHashMap<>();
    private final Map<String, ServiceHandle> services = new ConcurrentHashMap<>();
    private final Map<String, PodWatch> watches = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<RunPools> pools = Optional.empty();
    private boolean cpuLimited;

    Placed(
            KubernetesOptions options,
            ClusterConnection cluster,
            Journal journal,
            AgentProgram program,
            Clock clock,
            List<ClusterNode> nodes) {
        this.options = options;
        this.cluster = cluster;
        this.journal = journal;
        this.program = program;
        this.clock = clock;
        this.nodes = nodes;
        this.exec = new PodExec(cluster.client());
        this.namespaces = RunNamespaces.of(journal.run(), options);
    }

    void build(TestbedPlan plan, Consumer<String> progress) {
        pools = Optional.of(RunPools.plan(options, cluster, journal, clock, nodes, plan));
        RunPools planned = pools.get();
        progress.accept("making " + namespaces.describe());
        List<HasMetadata> marked = namespaces.objects(AliveRenewal.firstDeadline(clock));
        create(marked);
        open.add(new AliveRenewal(cluster.client(), clock, marked));

        open.addAll(planned.make(progress));
        RunObjects objects =
                RunObjects.of(
                        journal.run(),
                        plan,
                        nodes,
                        options,
                        namespaces,
                        program,
                        planned.temporary());
        progress.accept(
                "creating %d pods and %d Services on %s"
                        .formatted(
                                objects.pods().size(),
                                objects.services().size(),
                                String.join(", ", nodes.stream().map(ClusterNode::name).toList())));
        create(objects.configMaps());
        List<HasMetadata> servicesAndPods = new ArrayList<>(objects.services());
        servicesAndPods.addAll(objects.pods());
        List<HasMetadata> stored = create(servicesAndPods);
        refuseChangesByAdmission(objects.pods(), stored, progress);
        keepServices(plan, stored, progress);

        progress.accept("waiting for " + objects.pods().size() + " pods");
        Map<String, Pod> running = awaitPods(objects);
        planned.refuseForeignAddresses(running);
        progress.accept("starting the agents");
        start(objects, running);
        planned.placed(name -> podAgent(name).orElseThrow(), this::nodeAgent);
        progress.accept("waiting for packets between the nodes");
        awaitConvergence(plan, progress);
        podAgents.values().forEach(AgentSession::placed);
        nodeAgents.values().forEach(AgentSession::placed);
    }

    /// One pair of each mode, both directions, and each Service from the first pod of its mode.
    private void awaitConvergence(TestbedPlan plan, Consumer<String> progress) {
        Convergence convergence = new Convergence(new SecureRandom());
        Map<Mode, List<PodRequest>> byMode =
                plan.pods().stream().collect(Collectors.groupingBy(PodRequest::mode));
        byMode.forEach((mode, pods) -> {
            enter(mode);
            PodRequest one = pods.getFirst();
            Duration deadline = mode == Mode.CURRENT ? ARRIVAL_DEADLINE : CONVERGENCE_DEADLINE;
            pods.stream()
                    .filter(other -> other.node() != one.node())
                    .findFirst()
                    .flatMap(other -> convergence.await(agent(one), agent(other), deadline))
                    .ifPresent(progress);
            for (ServiceRequest service : plan.services()) {
                List<AgentHandle> backends =
                        pods.stream()
                                .filter(pod -> service.backends().contains(pod.name()))
                                .map(this::agent)
                                .toList();
                ServiceHandle handle = service(service.name());
                if (!backends.isEmpty() && !handle.address().equals(ServiceHandle.HEADLESS)) {
                    convergence
                            .await(agent(one), handle, backends, ARRIVAL_DEADLINE)
                            .ifPresent(progress);
                }
            }
        });
    }

    private AgentHandle agent(PodRequest pod) {
        return podAgent(pod.name()).orElseThrow();
    }

    /// Brings a mode into force where modes take turns.
    void enter(Mode mode) {
        pools.ifPresent(each -> each.enter(mode));
    }

    /// Whether admission gave any pod a CPU limit.
    boolean cpuLimited() {
        return cpuLimited;
    }

    Optional<AgentHandle> podAgent(String pod) {
        return Optional.ofNullable(podAgents.get(pod));
    }

    Optional<AgentHandle> nodeAgent(String node) {
        return Optional.ofNullable(nodeAgents.get(node));
    }

    ServiceHandle service(String name) {
        ServiceHandle service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no Service is called " + name);
        }
        return service;
    }

    private void refuseChangesByAdmission(
            List<Pod> sent, List<HasMetadata> stored, Consumer<String> progress) {
        Map<String, Pod> byName =
                stored.stream()
                        .filter(Pod.class::isInstance)
                        .map(Pod.class::cast)
                        .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), pod -> pod));
        for (Pod pod : sent) {
            Pod found = byName.get(pod.getMetadata().getName());
            if (found == null) {
                continue;
            }
            cpuLimited |= PodAccount.limitsCpu(found);
            List<String> changes = PodAccount.changedByAdmission(pod, found);
            if (found.getSpec().getContainers().size() != pod.getSpec().getContainers().size()) {
                throw new EnvironmentException(
                        "admission changes what would be measured: "
                                + String.join("; ", changes)
                                + "; exclude namespace "
                                + pod.getMetadata().getNamespace()
                                + " from injection, or name another with --namespace");
            }
            changes.forEach(progress);
        }
    }

    private void keepServices(
            TestbedPlan plan, List<HasMetadata> stored, Consumer<String> progress) {
        for (HasMetadata object : stored) {
            if (object instanceof Service service) {
                String name = service.getMetadata().getName();
                List<String> backends =
                        plan.services().stream()
                                .filter(request -> request.name().equals(name))
                                .findFirst()
                                .orElseThrow()
                                .backends();
                services.put(name, handle(service, address(service, progress), backends));
            }
        }
    }

    private String address(Service service, Consumer<String> progress) {
        if (!LoadBalancers.isWanted(service)) {
            return service.getSpec().getClusterIP();
        }
        progress.accept("waiting for the load balancer");
        return new LoadBalancers(cluster.client()).await(service, options.readyWithin());
    }

    /// A headless Service has no translation, so its port is the pods' own.
    private static ServiceHandle handle(Service service, String address, List<String> backends) {
        return new ServiceHandle(
                service.getMetadata().getName(),
                address,
                address.equals(ServiceHandle.HEADLESS)
                        ? Testbed.DATA_PORT
                        : AgentObjects.SERVICE_PORT,
                backends,
                Optional.ofNullable(service.getSpec().getPorts().getFirst().getNodePort()));
    }

    private Map<String, Pod> awaitPods(RunObjects objects) {
        Map<String, Pod> running = new ConcurrentHashMap<>();
        long endNs = System.nanoTime() + options.readyWithin().toNanos();
        objects.podsByNamespace()
                .forEach((namespace, names) -> {
                    PodWatch watch = watch(namespace);
                    Duration left = Duration.ofNanos(Math.max(0, endNs - System.nanoTime()));
                    running.putAll(watch.awaitRunning(names, left));
                    watches.put(namespace, watch);
                });
        return running;
    }

    private PodWatch watch(String namespace) {
        PodWatch watch = new PodWatch(cluster.client(), namespace, journal.run());
        open.add(watch);
        return watch;
    }

    private void start(RunObjects objects, Map<String, Pod> running) {
        AgentStarter starter = new AgentStarter(exec, objects.delivery(), program);
        NodeAccount nodeAccount = new NodeAccount(cluster.client());
        List<Runnable> starts = new ArrayList<>();
        for (Pod pod : objects.pods()) {
            String name = pod.getMetadata().getName();
            String namespace = pod.getMetadata().getNamespace();
            Pod live = running.get(name);
            if (live == null) {
                throw new EnvironmentException("pod " + name + " is gone before its agent started");
            }
            PodWatch watch = watches.get(namespace);
            RunObjects.Role role = objects.role(name);
            starts.add(() -> {
                AgentSession session =
                        starter.start(
                                live,
                                role.agent(),
                                role.node(),
                                () ->
                                        (watch == null
                                                        ? Optional.<String>empty()
                                                        : watch.gone(name))
                                                .or(() -> nodeAccount.trouble(role.node())));
                (role.onNode() ? nodeAgents : podAgents).put(role.agent(), session);
            });
        }
        Together.run(starts);
    }

    /// Claims them, then creates them side by side; waits out a service account that is not there
    /// yet.
    private List<HasMetadata> create(List<? extends HasMetadata> objects) {
        journal.claim(
                objects.stream().map(object -> Claims.of(cluster.context(), object, "")).toList());
        List<Callable<HasMetadata>> creations = new ArrayList<>();
        objects.forEach(object -> creations.add(() -> create(object)));
        return Together.call(creations);
    }

    private HasMetadata create(HasMetadata object) {
        KubernetesClient client = cluster.client();
        long endNs = System.nanoTime() + ACCOUNT_DEADLINE.toNanos();
        while (true) {
            try {
                return client.resource(object).create();
            } catch (KubernetesClientException e) {
                boolean accountMissing =
                        String.valueOf(e.getMessage()).contains("serviceaccount")
                                && String.valueOf(e.getMessage()).contains("not found");
                if (accountMissing && System.nanoTime() < endNs) {
                    Together.pause(Duration.ofMillis(200));
                } else if (isOursAlready(object, e)) {
                    return client.resource(object).get();
                } else {
                    throw new ClusterErrors(cluster)
                            .explain(
                                    "create %s %s"
                                            .formatted(
                                                    object.getKind(),
                                                    object.getMetadata().getName()),
                                    e);
                }
            }
        }
    }

    /// A create that was answered with an error and repeated may find its own work.
    private boolean isOursAlready(HasMetadata object, KubernetesClientException failure) {
        if (failure.getCode() != 409) {
            return false;
        }
        HasMetadata found = cluster.client().resource(object).get();
        return found != null
                && found.getMetadata().getLabels() != null
                && journal.run().equals(found.getMetadata().getLabels().get(Marks.RUN));
    }

    @Override
    public void close() {
        List<Runnable> ends = new ArrayList<>();
        podAgents.values().forEach(agent -> ends.add(agent::close));
        nodeAgents.values().forEach(agent -> ends.add(agent::close));
        Together.run(ends);
        podAgents.clear();
        nodeAgents.clear();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                // a watch that does not end must not keep the objects alive
            }
        }
        open.clear();
    }
}
