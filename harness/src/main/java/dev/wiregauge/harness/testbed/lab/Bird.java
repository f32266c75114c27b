package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.harness.testbed.lab.Step.Stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// BIRD 2 on every node, in a full mesh of one autonomous system, as in Calico's default.
final class Bird {
    /// Calico's default AS number.
    private static final int AS_NUMBER = 64512;

    /// BIRD waits 5 s by default before it tries a session again; ten tries.
    private static final Duration CONVERGENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(50);

    private final LabTopology topology;
    private final Path folder;

    Bird(LabTopology topology, Path folder) {
        this.topology = topology;
        this.folder = folder;
    }

    /// Writes the configurations, then starts the daemons, which put themselves into the
    /// background.
    List<Stage> stages() {
        List<Step> files = new ArrayList<>();
        List<Step> starts = new ArrayList<>();
        for (Node node : topology.nodes()) {
            Path base = folder.resolve("bird-" + node.name());
            files.add(Step.of(new Command(List.of("tee", base + ".conf"), configuration(node))));
            starts.add(
                    Step.of(
                            Command.of(
                                    "ip",
                                    "netns",
                                    "exec",
                                    node.namespace(),
                                    "bird",
                                    "-c",
                                    base + ".conf",
                                    "-s",
                                    base + ".ctl",
                                    "-P",
                                    base + ".pid")));
        }
        return List.of(
                new Stage("writing BIRD's configuration", files),
                new Stage("starting BIRD", starts));
    }

    /// The shape of Calico's own template: blocks as blackholes, pods' interfaces left alone, and a
    /// kernel export that does not double connected routes.
    private String configuration(Node node) {
        String blocks =
                pools().stream()
                        .map(pool -> "  route " + pool.block(node) + " blackhole;\n")
                        .collect(Collectors.joining());
        String peers =
                topology.nodes().stream()
                        .filter(other -> !other.equals(node))
                        .map(other -> peer(node, other))
                        .collect(Collectors.joining());
        return """
        router id %1$s;
        protocol device { scan time 2; }
        protocol direct { ipv4; interface -"cali*", -"tunl0*", -"vxlan.calico*", "*"; }
        protocol static blocks {
          ipv4;
        %2$s}
        protocol kernel {
          learn;
          persist;
          scan time 2;
          merge paths on;
          graceful restart;
          ipv4 {
            import all;
            export filter { if source = RTS_DEVICE then reject; accept; };
          };
        }
        filter own_blocks { if proto = "blocks" then accept; reject; }
        %3$s\
        """
                .formatted(node.address(), blocks, peers);
    }

    private static String peer(Node node, Node other) {
        return """
        protocol bgp mesh_%1$s {
          local %2$s as %3$d;
          neighbor %4$s as %3$d;
          multihop;
          source address %2$s;
          graceful restart;
          connect delay time 1;
          connect retry time 1;
          error wait time 1, 4;
          ipv4 {
            import all;
            export filter own_blocks;
            add paths on;
            next hop self;
          };
        }
        """
                .formatted(other.name(), node.address(), AS_NUMBER, other.address());
    }

    private List<Pool> pools() {
        return topology.pools().stream()
                .filter(pool -> TunnelLines.isBirds(topology, pool))
                .toList();
    }

    /// Waits until every node's kernel has a route to every other node's blocks.
    void awaitRoutes(CommandRunner runner) {
        long end = System.nanoTime() + CONVERGENCE.toNanos();
        List<String> missing = missing(runner);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new EnvironmentException(
                        "BIRD exchanged no route within "
                                + CONVERGENCE.toSeconds()
                                + " s for: "
                                + missing);
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EnvironmentException("interrupted while BIRD exchanged routes", e);
            }
            missing = missing(runner);
        }
    }

    private List<String> missing(CommandRunner runner) {
        List<String> missing = new ArrayList<>();
        for (Node node : topology.nodes()) {
            String routes =
                    runner.run(
                            Command.of(
                                    "ip",
                                    "-n",
                                    node.namespace(),
                                    "route",
                                    "show",
                                    "proto",
                                    "bird"));
            for (Pool pool : pools()) {
                for (Node other : topology.nodes()) {
                    if (!other.equals(node) && !routes.contains(pool.block(other) + " via ")) {
                        missing.add(pool.block(other) + " on " + node.name());
                    }
                }
            }
        }
        return missing;
    }
}
