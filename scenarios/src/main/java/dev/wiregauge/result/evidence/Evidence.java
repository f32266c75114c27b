package dev.wiregauge.result.evidence;

import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything a diagnosis found out, before anyone judges it. Stored as `evidence/diagnosis.json`.
///
/// @param paths in the order in which they were probed
/// @param kernels by agent: what its network namespace looks like
/// @param names how names are looked up in some of the pods; absent where the testbed has no DNS
/// @param plan absent where the testbed knows none
/// @param calls of Services by the ports of nodes, and of those with session affinity
/// @param moved by node: how far its kernel's counters moved from the first question to the last; a
///   node that could not be read both times is not among them
/// @param notChecked what could not be found out, and why; never the same as "nothing wrong"
public record Evidence(
        int schemaVersion,
        Intent intent,
        List<PathEvidence> paths,
        Map<String, NetworkFacts> kernels,
        Optional<ClusterPlan> plan,
        Optional<List<DnsEvidence>> names,
        Optional<List<ServiceCall>> calls,
        Optional<Map<String, Map<String, Long>>> moved,
        List<NotChecked> notChecked) {
    public static final int SCHEMA_VERSION = 1;

    public Evidence {
        paths = List.copyOf(paths);
        kernels = Map.copyOf(kernels);
        names = names.map(List::copyOf);
        calls = calls.map(List::copyOf);
        moved = moved.map(Map::copyOf);
        notChecked = List.copyOf(notChecked);
    }

    /// How far a counter of a node moved during the whole diagnosis; 0 where it did not, or was not
    /// read.
    public long moved(String node, String counter) {
        return moved.map(nodes -> nodes.getOrDefault(node, Map.of()))
                .map(counters -> counters.getOrDefault(counter, 0L))
                .orElse(0L);
    }

    /// What the testbed was asked to be.
    ///
    /// @param natOutgoing whether pods that talk to addresses outside all pools are to be seen as
    ///   their node
    public record Intent(
            String testbed,
            List<NodeIntent> nodes,
            List<PodIntent> pods,
            List<ServiceIntent> services,
            boolean natOutgoing) {
        public Intent {
            nodes = List.copyOf(nodes);
            pods = List.copyOf(pods);
            services = List.copyOf(services);
        }

        public Optional<NodeIntent> node(String name) {
            return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
        }

        public Optional<PodIntent> pod(String name) {
            return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
        }

        public Optional<ServiceIntent> service(String name) {
            return services.stream().filter(service -> service.name().equals(name)).findFirst();
        }
    }

    public record NodeIntent(String name, String address, String uplink, String subnet) {}

    public record PodIntent(String name, String node, String address, Mode mode) {}

    /// @param address its ClusterIP, or `None` where it is headless
    /// @param backends names of the pods that are ready behind it
    /// @param kind absent for a plain ClusterIP
    public record ServiceIntent(
            String name,
            String address,
            int port,
            Mode mode,
            List<String> backends,
            Optional<ServiceKind> kind) {
        public ServiceIntent {
            backends = List.copyOf(backends);
        }
    }

    /// What a Service has beyond a ClusterIP.
    public enum ServiceKind {
        /// A port on every node.
        NODE_PORT,
        /// A port on every node, with `externalTrafficPolicy: Local`.
        LOCAL_NODE_PORT,
        /// `internalTrafficPolicy: Local`: the ClusterIP leads to pods of the client's node alone.
        INTERNAL_LOCAL,
        /// `sessionAffinity: ClientIP`.
        STICKY,
        /// No ClusterIP: its name leads to the pods.
        HEADLESS
    }

    /// @param what such as `path MTU vxlan-1 -> vxlan-2`
    public record NotChecked(String what, String why) {}
}
