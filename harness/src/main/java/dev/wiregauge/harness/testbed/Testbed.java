package dev.wiregauge.harness.testbed;

import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Where we measure. Knows its nodes, can place agents and Services, and removes on close all that
/// it made.
///
/// One contract test holds for every testbed.
public interface Testbed extends AutoCloseable {
    /// The data port that every agent of the testbed serves.
    int DATA_PORT = 7117;

    /// `lab` or `kubernetes`.
    String kind();

    /// Known before anything is placed.
    List<TestbedNode> nodes();

    /// @throws IllegalArgumentException if there is no such node
    default TestbedNode node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node is called " + name));
    }

    /// Where a peer reaches an agent: a node's own by its address of the peer's family.
    default String addressOf(AgentHandle agent, AgentHandle peer) {
        return agent.name().equals(agent.node())
                ? node(agent.node()).addressFor(peer.address())
                : agent.address();
    }

    /// Whether all nodes are one machine: they read the same clock, so that times taken on two of
    /// them may be compared, and what one of them does slows the others down.
    default boolean nodesAreOneMachine() {
        return false;
    }

    /// Builds what the plan asks for and waits until every agent has said hello. Called once.
    ///
    /// @param progress gets a short present-tense phrase at each step, such as `building 2 nodes`
    /// @throws EnvironmentException if this machine or cluster cannot
    void place(TestbedPlan plan, Consumer<String> progress);

    AgentHandle podAgent(String pod);

    AgentHandle nodeAgent(String node);

    ServiceHandle service(String name);

    /// Who makes each mode's tunnel, in words for the report, such as `kernel vxlan
    /// (vxlan.calico)`.
    Map<Mode, String> tunnels();

    /// Which CPUs the measuring threads of both ends are pinned to, alike for every mode; empty
    /// where they may move. A round trip differs ten times between placements (one core or two), so
    /// it must not change in a run.
    ///
    /// @param wanted by the user; empty leaves it to the testbed
    /// @throws EnvironmentException where this testbed cannot place them so
    Pinning pinning(Optional<Placement> wanted);

    /// Whether agents run on the nodes' own network, without which nobody watches the wire.
    default boolean watchesWire() {
        return true;
    }

    /// The agents on the nodes' own network; none where nobody watches the wire.
    default List<AgentHandle> nodeAgents() {
        return watchesWire()
                ? nodes().stream().map(node -> nodeAgent(node.name())).toList()
                : List.of();
    }

    /// Whether modes cannot be in force side by side, so that each is entered before it is used and
    /// changes should be few.
    default boolean oneModeAtATime() {
        return false;
    }

    /// Brings a mode into force and returns when the nodes have followed; nothing where all modes
    /// are there side by side.
    ///
    /// @throws EnvironmentException if they do not follow
    default void enter(Mode mode) {}

    /// Whether an agent's container has a CPU limit, which nobody here asked for.
    default boolean cpuLimited() {
        return false;
    }

    /// Whether a pod that talks to a node's own address is to be seen as its node (Calico's
    /// natOutgoing, Flannel's --ip-masq); false also where that is not known.
    default boolean masqueradesPods() {
        return true;
    }

    /// Present where the rate of the nodes' uplinks can be limited.
    Optional<UplinkLimit> uplinkLimit();

    /// Names that a pod must be able to look up, in its own words; empty where the testbed has no
    /// DNS.
    List<String> names();

    /// Present where the MTU of pods can be changed while they run.
    default Optional<PodMtu> podMtu() {
        return Optional.empty();
    }

    /// Present where the nodes' uplinks have no queue that counts and can be given one.
    default Optional<UplinkQueue> uplinkQueue() {
        return Optional.empty();
    }

    /// What the cluster was planned to be, as far as it may be read; empty where nothing is known.
    default Optional<ClusterPlan> clusterPlan() {
        return Optional.empty();
    }

    /// Whether a diagnosis may have Services with a port on every node, with session affinity, and
    /// headless ones. Not on somebody's cluster: a port that is open on all nodes is more than was
    /// asked for.
    default boolean hasEveryKindOfService() {
        return false;
    }

    /// What it was broken with because somebody asked for that.
    default List<String> injectedFaults() {
        return List.of();
    }

    /// Removes everything this testbed made, also after a failure half-way. May be called twice.
    @Override
    void close();

    /// @param address on the underlay
    /// @param uplink the interface that faces the underlay
    /// @param subnet the underlay subnet in CIDR notation: decides the cross-subnet modes
    /// @param moreAddresses of the other family, where the node has one
    record TestbedNode(
            String name, String address, String uplink, String subnet, List<String> moreAddresses) {
        public TestbedNode {
            moreAddresses = List.copyOf(moreAddresses);
        }

        /// One with a single address.
        public TestbedNode(String name, String address, String uplink, String subnet) {
            this(name, address, uplink, subnet, List.of());
        }

        public Stream<String> addresses() {
            return Stream.concat(Stream.of(address), moreAddresses.stream());
        }

        /// Its address of the family that a peer has; its first where it has none.
        public String addressFor(String peer) {
            boolean six = AddressText.isIpv6(peer);
            return addresses()
                    .filter(each -> AddressText.isIpv6(each) == six)
                    .findFirst()
                    .orElse(address);
        }
    }

    record Pinning(Optional<Integer> client, Optional<Integer> server) {
        public static final Pinning FREE = new Pinning(Optional.empty(), Optional.empty());

        /// @param cpus the client's and the server's
        public static Pinning of(List<Integer> cpus) {
            return new Pinning(Optional.of(cpus.get(0)), Optional.of(cpus.get(1)));
        }
    }

    /// A token bucket on every node's uplink.
    interface UplinkLimit {
        void limit(long bitsPerSecond);

        void lift();
    }

    /// The MTU of every pod, on both ends of its link to the node.
    interface PodMtu {
        /// @param bytes empty for each pod's own, as it was placed
        void set(Optional<Integer> bytes);
    }

    /// A queue on every node's uplink that counts what leaves; never there while anything is
    /// measured.
    interface UplinkQueue {
        void attach();

        void detach();
    }
}
