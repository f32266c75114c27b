package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.result.Environment;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.WireProof.Datagram;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A testbed of agents that answer by the book, except where a test tells them not to.
final class FakeTestbed implements Testbed {
    private static final byte[] FILE = "a capture".getBytes(StandardCharsets.UTF_8);

    /// What the wire shows of a mode; by default what the mode promises.
    final Map<Mode, Encapsulation> wire = new HashMap<>();

    /// Trial numbers (counting every RunTrial, discarded ones too) that fail, with the reason.
    final Map<Integer, String> failures = new HashMap<>();

    /// Trial numbers in which a CPU limit holds the agents back; none says that there is no limit.
    final List<Integer> throttledTrials = new ArrayList<>();

    /// What it was broken with on purpose.
    final List<String> faults = new ArrayList<>();

    final List<String> log = new ArrayList<>();
    private final Map<String, FakeAgent> agents = new LinkedHashMap<>();
    private final List<ServiceHandle> services = new ArrayList<>();
    private final List<AgentCommand.TaggedDatagram> onTheWire = new ArrayList<>();
    private Mode modeOnTheWire = Mode.HOST;
    private int trials;

    @Override
    public String kind() {
        return "fake";
    }

    @Override
    public List<TestbedNode> nodes() {
        return List.of(
                new TestbedNode("node-1", "198.18.255.1", "eth0", "198.18.255.0/24"),
                new TestbedNode("node-2", "198.18.255.2", "eth0", "198.18.255.0/24"));
    }

    @Override
    public void place(TestbedPlan plan, Consumer<String> progress) {
        nodes().forEach(node ->
                agents.put(
                        node.name(),
                        new FakeAgent(node.name(), node.name(), node.address(), Mode.HOST)));
        for (TestbedPlan.PodRequest pod : plan.pods()) {
            String address = "198.18.0." + (agents.size() + 1);
            agents.put(
                    pod.name(),
                    new FakeAgent(pod.name(), nodes().get(pod.node()).name(), address, pod.mode()));
        }
        plan.services()
                .forEach(s ->
                        services.add(new ServiceHandle(s.name(), "198.19.0.1", 80, s.backends())));
    }

    @Override
    public List<String> injectedFaults() {
        return faults;
    }

    @Override
    public AgentHandle podAgent(String pod) {
        return agent(pod);
    }

    @Override
    public AgentHandle nodeAgent(String node) {
        return agent(node);
    }

    private AgentHandle agent(String name) {
        return Optional.ofNullable(agents.get(name)).orElseThrow();
    }

    @Override
    public ServiceHandle service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Map<Mode, String> tunnels() {
        return Map.of(Mode.VXLAN, "fake vxlan");
    }

    @Override
    public boolean cpuLimited() {
        return !throttledTrials.isEmpty();
    }

    @Override
    public Pinning pinning(Optional<Placement> wanted) {
        return Pinning.FREE;
    }

    @Override
    public Optional<UplinkLimit> uplinkLimit() {
        return Optional.of(
                new UplinkLimit() {
                    @Override
                    public void limit(long bitsPerSecond) {
                        log.add("limit " + bitsPerSecond);
                    }

                    @Override
                    public void lift() {
                        log.add("lift");
                    }
                });
    }

    @Override
    public Optional<ClusterPlan> clusterPlan() {
        return Optional.empty();
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public void close() {
        log.add("close");
    }

    private final class FakeAgent implements AgentHandle {
        private final String name;
        private final String node;
        private final String address;
        private final Mode mode;

        FakeAgent(String name, String node, String address, Mode mode) {
            this.name = name;
            this.node = node;
            this.address = address;
            this.mode = mode;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String node() {
            return node;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public <E extends AgentEvent> E ask(
                AgentCommand command, Class<E> answer, Duration deadline) {
            return answer.cast(answer(command));
        }

        private AgentEvent answer(AgentCommand command) {
            return switch (command) {
                case AgentCommand.Serve serve -> new AgentEvent.Serving(serve.port());
                case AgentCommand.RunProbe(Probe.ReadCounters _) when cpuLimited() ->
                        new AgentEvent.Probed(
                                new ProbeAnswer.Counters(
                                        Map.of(
                                                "cgroup.nr_throttled",
                                                throttledTrials.stream()
                                                        .filter(number -> number <= trials)
                                                        .count())));
                case AgentCommand.StartCapture start -> {
                    onTheWire.clear();
                    yield new AgentEvent.CaptureStarted();
                }
                case AgentCommand.SendTags send -> send(send);
                case AgentCommand.CollectTags collect ->
                        new AgentEvent.TagsReceived(onTheWire.stream().map(d -> d.tag()).toList());
                case AgentCommand.StopCapture stop ->
                        new AgentEvent.CaptureDone(
                                onTheWire.size(), 0, FILE.length, sha256(), sightings(stop.name()));
                case AgentCommand.FetchCapture fetch ->
                        new AgentEvent.Chunk(Base64.getEncoder().encodeToString(FILE));
                case AgentCommand.ReadCpu _ ->
                        new AgentEvent.CpuRead(
                                new Measurement.MachineCpu(1, 1, 1, 0, 1, 2, 4_000_000));
                case AgentCommand.ReadFacts facts ->
                        new AgentEvent.Facts(
                                new Environment(
                                        "6.18", "x86-64", "cpu", 2, 1, "25", "os", List.of(),
                                        Map.of()));
                case AgentCommand.ServeProbes _, AgentCommand.RunProbe _ ->
                        throw new AgentRefusedException("no probes in a fake");
                case AgentCommand.RunTrial trial -> measure(trial);
                case AgentCommand.Ping ping -> new AgentEvent.Pong();
                default -> throw new IllegalStateException("not expected here: " + command);
            };
        }

        private AgentEvent send(AgentCommand.SendTags send) {
            int mtu = 1400;
            Map<String, String> outcomes = new HashMap<>();
            for (AgentCommand.TaggedDatagram datagram : send.datagrams()) {
                boolean fits = datagram.packetBytes() <= mtu;
                outcomes.put(Integer.toString(datagram.tag()), fits ? Datagram.SENT : "EMSGSIZE");
                if (fits) {
                    onTheWire.add(datagram);
                }
            }
            modeOnTheWire = mode;
            return new AgentEvent.TagsSent(outcomes, mtu);
        }

        private Map<String, List<Sighting>> sightings(String point) {
            Encapsulation shown =
                    wire.getOrDefault(
                            modeOnTheWire, modeOnTheWire.expected(true).orElse(Encapsulation.NONE));
            Map<String, List<Sighting>> sightings = new HashMap<>();
            for (AgentCommand.TaggedDatagram datagram : onTheWire) {
                Sighting sighting =
                        new Sighting(
                                point,
                                shown,
                                datagram.packetBytes() + shown.overheadIpv4Bytes(),
                                datagram.packetBytes(),
                                "a",
                                "b",
                                17,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                true,
                                true);
                sightings.put(Integer.toString(datagram.tag()), List.of(sighting));
            }
            return sightings;
        }

        private AgentEvent measure(AgentCommand.RunTrial trial) {
            if (trial.host().equals("127.0.0.1")) {
                return new AgentEvent.TrialDone(
                        measurement(1000, 10), Optional.of(histogram()), Optional.empty());
            }
            trials++;
            log.add("trial " + name + " " + trial.workload().id());
            if (failures.containsKey(trials)) {
                throw new AgentRefusedException(failures.get(trials));
            }
            Optional<Map<String, String>> more =
                    trial.workload() instanceof Workload.TcpRr
                            ? Optional.of(Map.of("pacing", histogram(), "idle", histogram()))
                            : Optional.empty();
            return new AgentEvent.TrialDone(
                    measurement(1000 + trials, 10), more.map(_ -> histogram()), more);
        }
    }

    /// Of one round trip.
    private static String histogram() {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(7000);
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    /// A millisecond in which this much was counted.
    static Measurement measurement(long bytes, long transactions) {
        var side = new Measurement.Side("a", "node-1", Optional.empty(), 1);
        return new Measurement(
                1_000_000,
                bytes,
                transactions,
                List.of(),
                "198.18.0.1",
                "198.18.0.1",
                List.of("x"),
                Optional.empty(),
                side,
                side,
                new Measurement.MachineCpu(1, 1, 1, 0, 1, 2, 4_000_000));
    }

    private static String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
