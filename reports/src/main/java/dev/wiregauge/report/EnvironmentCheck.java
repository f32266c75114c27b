package dev.wiregauge.report;

import dev.wiregauge.result.Environment;
import dev.wiregauge.result.Run;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether two runs were measured on what is, for a benchmark, the same machine.
public final class EnvironmentCheck {
    private EnvironmentCheck() {}

    /// What differs in a way that moves numbers, each in words; empty where nothing does.
    public static List<String> differences(Run baseline, Run candidate) {
        Set<Mode> common = new TreeSet<>(baseline.tunnels().keySet());
        common.retainAll(candidate.tunnels().keySet());
        Map<String, String> before = facts(baseline, common);
        Map<String, String> after = facts(candidate, common);
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Optional<String> old = Optional.ofNullable(before.get(name));
            Optional<String> now = Optional.ofNullable(after.get(name));
            if (!Objects.equals(old, now)) {
                differences.add(
                        name
                                + ": baseline "
                                + old.orElse("none")
                                + ", candidate "
                                + now.orElse("none"));
            }
        }
        return differences;
    }

    /// @param modes of both runs: a tunnel that only one of them has is no difference between
    ///   machines
    private static Map<String, String> facts(Run run, Set<Mode> modes) {
        Environment environment = run.environment();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("testbed", run.testbed());
        facts.put("kernel", environment.kernel() + " " + environment.architecture());
        facts.put("CPU", environment.cpus() + " x " + environment.cpuModel());
        facts.put("congestion control", run.scenario().congestionControl());
        facts.put("placement", Settings.placement(run));
        facts.put("socket options", Settings.sockets(run));
        facts.put("nodes", String.valueOf(environment.nodes().size()));
        facts.put(
                "uplink MTUs",
                environment.nodes().stream()
                        .map(node -> node.uplink() + " " + node.uplinkMtuBytes())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")));
        for (Mode mode : modes) {
            facts.put("tunnel of " + mode.id(), run.tunnels().getOrDefault(mode, "none"));
        }
        return facts;
    }
}
