package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions;
import dev.wiregauge.harness.testbed.kubernetes.image.AgentImage;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Base;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Credential;
import dev.wiregauge.harness.testbed.kubernetes.image.ImageRequest.Target;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Builds the agent's image without Docker.
@Command(
        name = "image",
        description = "Build the agent's container image, without Docker and without a registry.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Load the file:  kind load image-archive FILE, minikube image load FILE,",
            "                or on each node: ctr -n k8s.io images import FILE",
            "A registry's password is read from WIREGAUGE_REGISTRY_PASSWORD, else as Docker keeps it.",
            "",
            "Examples:",
            "  wiregauge cluster image",
            "  wiregauge cluster image --push --name registry.example/wiregauge-agent:0.1.0"
        })
final class ClusterImageCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the image to this file (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("wiregauge-agent.tar");

    @Option(names = "--oci", description = "Write an OCI archive instead of a Docker one.")
    private boolean oci;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the image (default: ${DEFAULT-VALUE}).")
    private String name = KubernetesOptions.OWN_IMAGE;

    @Option(
            names = "--base",
            paramLabel = "BASE",
            description =
                    "An image with a Java 25 runtime: a file ending in .tar, or a name in a registry (default: this machine's own runtime and C library).")
    private Optional<String> base = Optional.empty();

    @Option(
            names = "--with-harness",
            description =
                    "Put Wiregauge itself into the image too, as 'cluster manifests' needs it.")
    private boolean withHarness;

    @Option(names = "--push", description = "Push to the registry that the name says.")
    private boolean push;

    @Option(names = "--registry-user", paramLabel = "USER", description = "Who pushes.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--insecure", description = "Allow a registry without verified TLS.")
    private boolean insecure;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path work = workDirectory();
        try {
            AgentImage.Built built =
                    new AgentImage(AgentProgram.installed().jar(), work)
                            .build(
                                    new ImageRequest(
                                            name,
                                            base(),
                                            target(),
                                            withHarness
                                                    ? AgentImage.installedHarness()
                                                    : List.of()),
                                    err::println);
            out.printf("%s for linux/%s%n", built.name(), built.architecture());
            out.println("digest   " + built.digest());
            if (base.isEmpty()) {
                out.println(
                        "libpcap  "
                                + (built.carriesLibpcap()
                                        ? "carried"
                                        : "not on this machine, so not carried (Debian: libpcap0.8)"));
            }
            out.println(push ? "pushed" : "file     " + output + sizeOf(output));
            out.println(
                    push
                            ? "Next: wiregauge compare --testbed kubernetes --agent-delivery image --image "
                                    + name
                            : "Next: load it on every node, such as ctr -n k8s.io images import "
                                    + output.getFileName());
            out.flush();
            return ExitCode.PASS;
        } finally {
            remove(work);
        }
    }

    private Base base() {
        if (base.isEmpty()) {
            return new Base.SelfContained();
        }
        String given = base.get();
        return given.endsWith(".tar") ? new Base.Tar(Path.of(given)) : new Base.Registry(given);
    }

    private Target target() {
        if (!push) {
            return new Target.TarFile(output, oci);
        }
        Map<String, String> environment = System.getenv();
        String password = environment.getOrDefault("WIREGAUGE_REGISTRY_PASSWORD", "");
        if (user.isPresent() && password.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--registry-user needs WIREGAUGE_REGISTRY_PASSWORD");
        }
        return new Target.Push(user.map(who -> new Credential(who, password)), insecure);
    }

    private static Path workDirectory() {
        try {
            return Files.createTempDirectory("wiregauge-image");
        } catch (IOException e) {
            throw new EnvironmentException("cannot make a temporary directory", e);
        }
    }

    private static String sizeOf(Path file) {
        try {
            return " (%.1f MiB)".formatted(Files.size(file) / 1048576.0);
        } catch (IOException e) {
            throw new EnvironmentException("cannot read " + file, e);
        }
    }

    private static void remove(Path work) {
        try {
            AgentImage.remove(work);
        } catch (IOException e) {
            throw new EnvironmentException("cannot remove " + work, e);
        }
    }
}
