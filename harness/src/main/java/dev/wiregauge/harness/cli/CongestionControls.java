package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Variant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The algorithms that a kernel has, or would load when a socket asks for them (tcp(7),
/// TCP_CONGESTION).
///
/// @param root `/`, or a directory with copies of what is read
record CongestionControls(Path root) {
    /// Of this machine.
    static final CongestionControls HERE = new CongestionControls(Path.of("/"));

    /// @throws EnvironmentException naming those there are
    void check(Scenario scenario) {
        Stream<String> ofVariants =
                scenario.variants().orElse(List.of()).stream()
                        .map(Variant::congestionControl)
                        .flatMap(Optional::stream);
        Stream.concat(Stream.of(scenario.congestionControl()), ofVariants)
                .distinct()
                .filter(name -> !isThere(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new EnvironmentException(
                            "congestion-control is %s, which this kernel does not have; it has: %s"
                                    .formatted(name, String.join(", ", listed())));
                });
    }

    /// Where the kernel's own list cannot be read, nothing is refused.
    private boolean isThere(String name) {
        List<String> listed = listed();
        return listed.isEmpty() || listed.contains(name) || isModule("tcp_" + name);
    }

    private List<String> listed() {
        return text("proc/sys/net/ipv4/tcp_available_congestion_control")
                .map(names -> List.of(names.strip().split(" ", -1)))
                .orElse(List.of());
    }

    private boolean isModule(String module) {
        return text("proc/sys/kernel/osrelease")
                .flatMap(release -> text("lib/modules/" + release.strip() + "/modules.dep"))
                .map(modules -> modules.contains("/" + module + ".ko"))
                .orElse(false);
    }

    /// By a stream: files in /proc claim a size of 0, and Files.readString may take one byte.
    private Optional<String> text(String file) {
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
