package dev.wiregauge.harness.mesh;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.report.mesh.MeshReport;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A program: a mesh of agents that answer by the book, through the whole way of its results.
///
/// Arguments: number of nodes, pair budget, run folder. Node 3 never answers node 1.
final class SimulatedMesh implements Testbed {
    private final List<TestbedNode> nodes;
    private final Map<String, Agent> pods = new HashMap<>();
    private final Map<String, Agent> watchers = new HashMap<>();

    private SimulatedMesh(int count) {
        nodes =
                IntStream.rangeClosed(1, count)
                        .mapToObj(i -> new TestbedNode("node-" + i, address(10, i), "eth0", "n"))
                        .toList();
    }

    public static void main(String[] arguments) {
        Path root = Path.of(arguments[2]);
        RunFolder folder = RunFolder.create(root);
        try (SimulatedMesh mesh = new SimulatedMesh(Integer.parseInt(arguments[0]))) {
            new MeshFlow(
                            mesh,
                            List.of(Mode.VXLAN),
                            Long.parseLong(arguments[1]),
                            1,
                            what -> {},
                            Clock.systemUTC(),
                            new SecureRandom())
                    .run("m1", "test", folder);
        }
        MeshReport report = MeshReport.of(root);
        folder.writeDerived(RunFolder.REPORT, report.html());
        report.summaries().getFirst().lines().forEach(System.out::println);
    }

    private static String address(int first, int number) {
        return "%d.0.%d.%d".formatted(first, number >> 8, number & 255);
    }

    @Override
    public String kind() {
        return "simulated";
    }

    @Override
    public List<TestbedNode> nodes() {
        return nodes;
    }

    @Override
    public void place(TestbedPlan plan, Consumer<String> progress) {
        for (TestbedPlan.PodRequest pod : plan.pods()) {
            String node = nodes.get(pod.node()).name();
            pods.put(pod.name(), new Agent(pod.name(), node, address(11, pod.node() + 1)));
        }
        nodes.forEach(node ->
                watchers.put(node.name(), new Agent(node.name(), node.name(), node.address())));
    }

    @Override
    public AgentHandle podAgent(String pod) {
        return Optional.ofNullable(pods.get(pod)).orElseThrow();
    }

    @Override
    public AgentHandle nodeAgent(String node) {
        return Optional.ofNullable(watchers.get(node)).orElseThrow();
    }

    @Override
    public ServiceHandle service(String name) {
        throw new IllegalArgumentException("a mesh has no Service");
    }

    @Override
    public Map<Mode, String> tunnels() {
        return Map.of();
    }

    @Override
    public Pinning pinning(Optional<Placement> wanted) {
        return Pinning.FREE;
    }

    @Override
    public Optional<UplinkLimit> uplinkLimit() {
        return Optional.empty();
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public void close() {}

    private record Agent(String name, String node, String address) implements AgentHandle {
        @Override
        public <E extends AgentEvent> E ask(
                AgentCommand command, Class<E> answer, Duration deadline) {
            return answer.cast(answer(command));
        }

        private AgentEvent answer(AgentCommand command) {
            return switch (command) {
                case AgentCommand.ServeProbes serve -> new AgentEvent.Serving(serve.port());
                case AgentCommand.StartCapture _ -> new AgentEvent.CaptureStarted();
                case AgentCommand.StopCapture stop ->
                        new AgentEvent.CaptureDone(
                                1, 0, 0, "", Map.of("1", List.of(sighting(stop.name()))));
                case AgentCommand.RunProbe(Probe probe) -> new AgentEvent.Probed(probed(probe));
                case AgentCommand.Ping _ -> new AgentEvent.Pong();
                default -> throw new IllegalStateException("not expected here: " + command);
            };
        }

        private ProbeAnswer probed(Probe probe) {
            if (probe instanceof Probe.Echo echo) {
                boolean silent =
                        node.equals("node-1") && echo.host().equals(SimulatedMesh.address(11, 3));
                int answered = silent ? 0 : echo.count();
                return new ProbeAnswer.Echoes(
                        address,
                        echo.count(),
                        answered,
                        answered,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        silent
                                ? Optional.empty()
                                : Optional.of(new ProbeAnswer.RoundTrips(80, 100, 200, 300)));
            }
            return new ProbeAnswer.PathMtu(
                    1450, 1450, 0, ProbeAnswer.MtuLimit.NONE, List.of(), 1, 1, Map.of(), 1);
        }

        private static Sighting sighting(String point) {
            return new Sighting(
                    point,
                    Encapsulation.VXLAN,
                    146,
                    96,
                    "a",
                    "b",
                    17,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    true,
                    true);
        }
    }
}
