package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.NodeAddress;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.harness.testbed.lab.LabTopology.Service;
import dev.wiregauge.scenario.Mode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Gives nodes, pods and Services of one lab their places, names and addresses.
final class TopologyPlanner {
    /// In the order of their pools' addresses.
    private static final List<Mode> POD_MODES =
            List.of(
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET,
                    Mode.BGP_IPV6,
                    Mode.VXLAN_IPV6,
                    Mode.WIREGUARD,
                    Mode.GENEVE);

    /// The first address of a block is its node's tunnel address, the second stays free.
    private static final int FIRST_POD = 2;

    private static final int PODS_PER_BLOCK = 64 - FIRST_POD;
    private static final int FIRST_SERVICE_HOST = 10;
    private static final int DNS_PORT = 53;

    /// kube-apiserver's default range begins with it.
    private static final int FIRST_NODE_PORT = 30_000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    private final String run;
    private final LabOptions options;
    private final List<Node> nodes;
    private final Map<Cidr, Integer> podsInBlock = new HashMap<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();

    TopologyPlanner(String run, LabOptions options) {
        this.run = run;
        this.options = options;
        this.nodes = nodes(run, options);
    }

    /// @throws EnvironmentException if the lab cannot hold such pods
    LabTopology plan(TestbedPlan plan) {
        List<Pool> pools =
                plan.pods().stream()
                        .map(PodRequest::mode)
                        .distinct()
                        .sorted()
                        .map(this::pool)
                        .toList();
        for (PodRequest request : plan.pods()) {
            pods.add(pod(request.name(), poolOf(request, pools), node(request)));
        }
        for (ServiceRequest request : plan.services()) {
            services.add(service(request));
        }
        if (options.dns()) {
            addDns(pools);
        }
        return new LabTopology(run, options, nodes, pools, pods, services);
    }

    private static Pool poolOf(PodRequest request, List<Pool> pools) {
        return pools.stream()
                .filter(each -> each.mode() == request.mode())
                .findFirst()
                .orElseThrow();
    }

    private Node node(PodRequest request) {
        if (request.node() < 0 || request.node() >= nodes.size()) {
            throw new EnvironmentException(
                    "pod %s is wanted on node %d, the lab has %d"
                            .formatted(request.name(), request.node() + 1, nodes.size()));
        }
        return nodes.get(request.node());
    }

    private void addDns(List<Pool> pools) {
        if (pools.isEmpty()) {
            throw new EnvironmentException("a lab with DNS needs pods");
        }
        Pod pod = pod(LabTopology.DNS_POD, pools.getFirst(), nodes.getLast());
        pods.add(pod);
        services.add(
                new Service(
                        "kube-dns",
                        Optional.of(LabTopology.dnsAddress()),
                        DNS_PORT,
                        DNS_PORT,
                        Optional.empty(),
                        Set.of(),
                        List.of(pod)));
    }

    private Service service(ServiceRequest request) {
        if (request.traits().contains(ServiceTrait.LOAD_BALANCER)) {
            throw new EnvironmentException(
                    "a lab has no load balancer, so path pod-loadbalancer needs --testbed kubernetes");
        }
        List<Pod> backends =
                request.backends().stream().map(name -> LabTopology.find(pods, name)).toList();
        AddressFamily family =
                backends.stream().map(Pod::family).findFirst().orElse(options.families().first());
        int index = services.size();
        boolean headless = request.traits().contains(ServiceTrait.HEADLESS);
        boolean nodePort = request.traits().contains(ServiceTrait.NODE_PORT);
        return new Service(
                request.name(),
                headless
                        ? Optional.empty()
                        : Optional.of(family.services().host(FIRST_SERVICE_HOST + index)),
                headless ? Testbed.DATA_PORT : LabTopology.SERVICE_PORT,
                Testbed.DATA_PORT,
                nodePort ? Optional.of(FIRST_NODE_PORT + index) : Optional.empty(),
                request.traits(),
                backends);
    }

    static List<Node> nodes(String run, LabOptions options) {
        List<Node> made = new ArrayList<>();
        for (int index = 0; index < options.nodes(); index++) {
            int segment =
                    switch (options.underlay()) {
                        case L2 -> 0;
                        case L3 -> index * 2 < options.nodes() ? 0 : 1;
                    };
            int host = index + 1;
            List<NodeAddress> addresses =
                    options.families().all().stream()
                            .map(family -> {
                                Cidr subnet = family.underlay(segment);
                                return new NodeAddress(family, subnet.host(host), subnet);
                            })
                            .toList();
            String name = "node" + host;
            made.add(new Node(index, name, LabTopology.namespace(run, name), addresses));
        }
        return made;
    }

    private Pool pool(Mode mode) {
        if (!POD_MODES.contains(mode)) {
            throw new EnvironmentException(
                    "the lab has no pods of mode "
                            + mode.id()
                            + ", allowed: "
                            + POD_MODES.stream().map(Mode::id).toList());
        }
        options.families()
                .refusal(mode)
                .ifPresent(reason -> {
                    throw new EnvironmentException(reason);
                });
        AddressFamily family = options.families().of(mode);
        return new Pool(
                mode,
                options.misrouted().getOrDefault(mode, mode),
                family,
                family.pool(1 + POD_MODES.indexOf(mode)));
    }

    /// Takes the next place in the node's block.
    private Pod pod(String name, Pool pool, Node node) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "pod name is "
                            + name
                            + ", allowed: up to 40 lower case letters, digits and inner hyphens");
        }
        int place = podsInBlock.merge(pool.block(node), 1, Integer::sum) - 1;
        if (place >= PODS_PER_BLOCK) {
            throw new EnvironmentException(
                    node.name() + " holds " + PODS_PER_BLOCK + " pods of a mode at most");
        }
        return new Pod(
                name,
                LabTopology.namespace(run, name),
                pool,
                node,
                pool.block(node).host(FIRST_POD + place),
                options.mtuBytes()
                        - pool.family().overheadBytes(pool.mode().expected(false).orElseThrow()),
                hostInterface(name));
    }

    /// Calico's name for a pod's interface on its node: `cali` and the first 11 digits of a SHA-1
    /// over namespace and name.
    private static String hostInterface(String pod) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest(("default." + pod).getBytes(StandardCharsets.UTF_8));
            return "cali" + HexFormat.of().formatHex(digest).substring(0, 11);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
