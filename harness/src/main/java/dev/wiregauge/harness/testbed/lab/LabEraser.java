package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.journal.Eraser;
import dev.wiregauge.harness.testbed.EnvironmentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Removes namespaces, resident processes and folders that a journal claims.
///
/// A namespace lives on without its name while a process is inside, so those processes are ended
/// first: they can only be the lab's own, or shells that its user opened there.
public final class LabEraser implements Eraser {
    static final Path NAMESPACES = Path.of("/run/netns");
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);

    private final CommandRunner runner;

    public LabEraser() {
        this(new ExternalPrograms());
    }

    LabEraser(CommandRunner runner) {
        this.runner = runner;
    }

    @Override
    public boolean handles(Creation creation) {
        return switch (creation) {
            case Creation.NetworkNamespace n -> true;
            case Creation.ResidentProcess p -> true;
            case Creation.Folder f -> true;
            case Creation.KubernetesObject k -> false;
            case Creation.KubernetesPatch p -> false;
        };
    }

    @Override
    public List<String> erase(List<Creation> creations) {
        List<String> failures = new ArrayList<>();
        failures.addAll(
                end(
                        creations.stream()
                                .filter(Creation.ResidentProcess.class::isInstance)
                                .map(creation -> ((Creation.ResidentProcess) creation).token())
                                .flatMap(token -> processes(hasArgument(token)))
                                .toList()));
        failures.addAll(
                removeNamespaces(
                        creations.stream()
                                .filter(Creation.NetworkNamespace.class::isInstance)
                                .map(creation -> ((Creation.NetworkNamespace) creation).name())
                                .filter(name -> Files.exists(NAMESPACES.resolve(name)))
                                .toList()));
        creations.stream()
                .filter(Creation.Folder.class::isInstance)
                .map(creation -> Path.of(((Creation.Folder) creation).path()))
                .forEach(folder -> removeFolder(folder, failures));
        return failures;
    }

    private List<String> removeNamespaces(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<Object> inodes = new ArrayList<>();
        for (String name : names) {
            inode(NAMESPACES.resolve(name)).ifPresent(inodes::add);
        }
        List<String> failures =
                new ArrayList<>(
                        end(
                                processes(process ->
                                                inode(
                                                                Path.of(
                                                                        "/proc",
                                                                        "" + process.pid(),
                                                                        "ns/net"))
                                                        .filter(inodes::contains)
                                                        .isPresent())
                                        .toList()));
        try {
            runner.run(Command.ip(names.stream().map(name -> "netns del " + name).toList()));
        } catch (EnvironmentException e) {
            names.stream()
                    .filter(name -> Files.exists(NAMESPACES.resolve(name)))
                    .forEach(name -> removeNamespace(name, failures));
        }
        return failures;
    }

    private void removeNamespace(String name, List<String> failures) {
        try {
            runner.run(Command.of("ip", "netns", "del", name));
        } catch (EnvironmentException e) {
            if (Files.exists(NAMESPACES.resolve(name))) {
                failures.add("namespace " + name + ": " + e.getMessage());
            }
        }
    }

    private static Optional<Object> inode(Path path) {
        try {
            return Optional.of(Files.getAttribute(path, "unix:ino"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<ProcessHandle> processes(Predicate<ProcessHandle> wanted) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(wanted);
    }

    private static Predicate<ProcessHandle> hasArgument(String token) {
        return process -> {
            try {
                String line = Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
                return List.of(line.split("\0")).contains(token);
            } catch (IOException e) {
                return false;
            }
        };
    }

    /// Asks first, so that a measuring agent can say goodbye; then ends by force.
    private static List<String> end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        await(processes, GRACE);
        processes.forEach(ProcessHandle::destroyForcibly);
        await(processes, KILL_DEADLINE);
        return processes.stream()
                .filter(ProcessHandle::isAlive)
                .map(process -> "process " + process.pid() + " does not end")
                .toList();
    }

    private static void await(List<ProcessHandle> processes, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void removeFolder(Path folder, List<String> failures) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            failures.add("folder " + folder + ": " + e.getMessage());
        }
    }
}
