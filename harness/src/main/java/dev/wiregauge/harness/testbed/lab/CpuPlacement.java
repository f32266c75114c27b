package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.Pinning;
import dev.wiregauge.scenario.Placement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Chooses the CPUs for the two ends of a trial: two different cores where this process may use
/// two.
final class CpuPlacement {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private CpuPlacement() {}

    /// @throws EnvironmentException if the kernel does not say which CPUs may be used, or they do
    ///   not allow this placement
    static Pinning ofThisMachine(Placement wanted) {
        try {
            List<Integer> allowed =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith(ALLOWED))
                            .findFirst()
                            .map(line -> cpus(line.substring(ALLOWED.length()).trim()))
                            .orElseThrow();
            Path siblings =
                    Path.of(
                            "/sys/devices/system/cpu/cpu"
                                    + allowed.getFirst()
                                    + "/topology/thread_siblings_list");
            List<Integer> sameCore =
                    Files.exists(siblings) ? cpus(Files.readString(siblings).trim()) : List.of();
            return choose(wanted, allowed, Set.copyOf(sameCore));
        } catch (IOException e) {
            throw new EnvironmentException("cannot read which CPUs may be used", e);
        }
    }

    /// @param allowed ascending
    /// @param sameCore CPUs that share a core with the first
    static Pinning choose(Placement wanted, List<Integer> allowed, Set<Integer> sameCore) {
        return switch (wanted.where()) {
            case FREE -> Pinning.FREE;
            case SAME_CORE -> Pinning.of(List.of(allowed.getFirst(), allowed.getFirst()));
            case TWO_CORES -> twoCores(allowed, sameCore);
            case LIST -> listed(wanted.cpus().orElseThrow(), allowed);
        };
    }

    private static Pinning listed(List<Integer> cpus, List<Integer> allowed) {
        if (!allowed.containsAll(cpus)) {
            throw new EnvironmentException(
                    "placement asks for CPUs " + cpus + ", this process may use " + allowed);
        }
        return Pinning.of(cpus);
    }

    private static Pinning twoCores(List<Integer> allowed, Set<Integer> sameCore) {
        if (allowed.size() < 2) {
            return Pinning.FREE;
        }
        int other =
                allowed.stream()
                        .skip(1)
                        .filter(cpu -> !sameCore.contains(cpu))
                        .findFirst()
                        .orElse(allowed.get(1));
        return Pinning.of(List.of(allowed.getFirst(), other));
    }

    /// Reads a list as the kernel writes it, such as `0-2,5`.
    static List<Integer> cpus(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
