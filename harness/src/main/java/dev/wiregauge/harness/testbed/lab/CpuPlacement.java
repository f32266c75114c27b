package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.Pinning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Chooses the CPUs for the two ends of a trial: two different cores where this process may use
/// two.
final class CpuPlacement {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private CpuPlacement() {}

    /// @throws EnvironmentException if the kernel does not say which CPUs may be used
    static Pinning ofThisMachine() {
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
            return choose(allowed, Set.copyOf(sameCore));
        } catch (IOException e) {
            throw new EnvironmentException("cannot read which CPUs may be used", e);
        }
    }

    /// @param allowed ascending
    /// @param sameCore CPUs that share a core with the first
    static Pinning choose(List<Integer> allowed, Set<Integer> sameCore) {
        if (allowed.size() < 2) {
            return Pinning.FREE;
        }
        int other =
                allowed.stream()
                        .skip(1)
                        .filter(cpu -> !sameCore.contains(cpu))
                        .findFirst()
                        .orElse(allowed.get(1));
        return new Pinning(Optional.of(allowed.getFirst()), Optional.of(other));
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
