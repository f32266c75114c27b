package dev.wiregauge.agent;

import dev.wiregauge.agent.traffic.Starvation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads what holds an agent up: waiting for a CPU, the garbage collector, the CPU quota of its
/// container.
///
/// A file that does not exist (no scheduler statistics, no control group) counts as no waiting:
/// that cannot be told from a file alone.
final class Watchdog implements Starvation.Source {
    private final Path root;

    /// @param root `/`, or a directory with copies of what is read
    Watchdog(Path root) {
        this.root = root;
    }

    @Override
    public Starvation.Reading read(Iterable<Integer> threadIds) {
        Map<Integer, Long> waitNs = new HashMap<>();
        for (int id : threadIds) {
            // time on a CPU, time waiting for one, turns: Documentation/scheduler/sched-stats
            text("proc/self/task/" + id + "/schedstat")
                    .ifPresent(text -> waitNs.put(id, Long.parseLong(text.split(" ", -1)[1])));
        }
        return new Starvation.Reading(waitNs, pauseNs(), throttledNs());
    }

    private static long pauseNs() {
        return TimeUnit.MILLISECONDS.toNanos(
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .filter(ms -> ms > 0)
                        .sum());
    }

    /// In a container with its own cgroup namespace the agent's group is the root of the mount.
    private long throttledNs() {
        return text("sys/fs/cgroup/cpu.stat").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("throttled_usec "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)) * 1000)
                .sum();
    }

    private Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            return Optional.of(
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII).stripTrailing());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
