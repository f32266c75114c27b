package dev.wiregauge.harness.testbed.kubernetes.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;

import dev.wiregauge.harness.testbed.EnvironmentException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Builds the agent's image by jib: no Docker, no root, the same bytes from the same input.
public final class AgentImage {
    private static final String JAR = "/wiregauge/agent.jar";
    private static final String HARNESS = "/wiregauge/harness";
    private static final String JAVA = "/java";

    /// Where an image that holds the harness has it.
    public static final String HARNESS_CLASS_PATH = HARNESS + "/classes:" + HARNESS + "/lib/*";

    /// Debian, Red Hat and Alpine keep libpcap in one of these.
    private static final List<String> LIBRARY_DIRECTORIES =
            List.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib64",
                    "/usr/lib");

    private final Path agentJar;
    private final Path work;

    /// @param agentJar the agent's self-contained jar
    /// @param work an empty directory for the runtime and jib's caches; the caller removes it
    public AgentImage(Path agentJar, Path work) {
        this.agentJar = agentJar;
        this.work = work;
    }

    /// What this program itself runs on.
    public static List<Path> installedHarness() {
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    /// @param digest `sha256:..` of the manifest
    /// @param carriesLibpcap whether captures through libpcap work in it
    public record Built(String name, String digest, String architecture, boolean carriesLibpcap) {}

    /// @throws EnvironmentException if a base, a registry or this machine lacks something
    public Built build(ImageRequest request, Consumer<String> progress) {
        try {
            JibContainerBuilder builder = base(request.base(), progress);
            List<FileEntriesLayer> layers = new ArrayList<>();
            boolean selfContained = request.base() instanceof ImageRequest.Base.SelfContained;
            boolean pcap = false;
            if (selfContained) {
                progress.accept("linking a Java runtime");
                Path runtime = work.resolve("java");
                JavaRuntime.link(
                        runtime,
                        request.harness().isEmpty()
                                ? JavaRuntime.AGENT_MODULES
                                : JavaRuntime.HARNESS_MODULES);
                layers.add(runtimeLayer(runtime));
                Set<Path> libraries = libraries(runtime);
                pcap = libraries.stream().anyMatch(AgentImage::isLibpcap);
                layers.add(libraryLayer(libraries));
                builder.addEnvironmentVariable("PATH", JAVA + "/bin");
            }
            if (!request.harness().isEmpty()) {
                layers.add(harnessLayer(request.harness()));
            }
            layers.add(agentLayer());
            if (request.target() instanceof ImageRequest.Target.TarFile(Path _, boolean oci)
                    && oci) {
                builder.setFormat(ImageFormat.OCI);
            }
            builder.setFileEntriesLayers(layers)
                    .setEntrypoint(
                            "java",
                            "-XX:+UseSerialGC",
                            "-Xmx8m",
                            "-cp",
                            JAR,
                            "dev.wiregauge.agent.Pause")
                    .setUser("65532:65532")
                    .addLabel("org.opencontainers.image.title", "wiregauge-agent")
                    .addLabel("org.opencontainers.image.licenses", "Apache-2.0");
            if (selfContained) {
                builder.setPlatforms(Set.of(new Platform(architecture(), "linux")));
            }
            progress.accept("writing " + request.name());
            JibContainer image = builder.containerize(containerizer(request));
            return new Built(request.name(), image.getDigest().toString(), architecture(), pcap);
        } catch (InvalidImageReferenceException e) {
            throw new EnvironmentException("not a name of an image: " + e.getInvalidReference(), e);
        } catch (RegistryException
                | IOException
                | CacheDirectoryCreationException
                | ExecutionException e) {
            throw new EnvironmentException("the image could not be built: " + rootMessage(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while the image was built", e);
        }
    }

    private static JibContainerBuilder base(ImageRequest.Base base, Consumer<String> progress)
            throws InvalidImageReferenceException {
        return switch (base) {
            case ImageRequest.Base.SelfContained() -> Jib.fromScratch();
            case ImageRequest.Base.Tar(Path file) -> {
                if (!Files.isReadable(file)) {
                    throw new EnvironmentException("base image " + file + " cannot be read");
                }
                yield Jib.from(TarImage.at(file));
            }
            case ImageRequest.Base.Registry(String image) -> {
                progress.accept("fetching " + image);
                yield Jib.from(withDockerCredentials(image));
            }
        };
    }

    private static RegistryImage withDockerCredentials(String image)
            throws InvalidImageReferenceException {
        CredentialRetrieverFactory retrievers =
                CredentialRetrieverFactory.forImage(ImageReference.parse(image), event -> {});
        return RegistryImage.named(image).addCredentialRetriever(retrievers.dockerConfig());
    }

    private Containerizer containerizer(ImageRequest request)
            throws InvalidImageReferenceException {
        Containerizer to =
                switch (request.target()) {
                    case ImageRequest.Target.TarFile(Path file, boolean _) ->
                            Containerizer.to(TarImage.at(file).named(request.name()));
                    case ImageRequest.Target.Push(var credential, boolean insecure) -> {
                        RegistryImage image =
                                credential.isPresent()
                                        ? RegistryImage.named(request.name())
                                                .addCredential(
                                                        credential.get().user(),
                                                        credential.get().password())
                                        : withDockerCredentials(request.name());
                        yield Containerizer.to(image).setAllowInsecureRegistries(insecure);
                    }
                };
        boolean offline =
                request.target() instanceof ImageRequest.Target.TarFile
                        && !(request.base() instanceof ImageRequest.Base.Registry);
        return to.setOfflineMode(offline)
                .setToolName("wiregauge")
                .setApplicationLayersCache(work.resolve("layers"))
                .setBaseImageLayersCache(work.resolve("base"));
    }

    private FileEntriesLayer agentLayer() {
        return FileEntriesLayer.builder()
                .setName("agent")
                .addEntry(agentJar, AbsoluteUnixPath.get(JAR))
                .build();
    }

    /// Jars beside each other in [#HARNESS_CLASS_PATH]'s directory, directories of classes in the
    /// other.
    private static FileEntriesLayer harnessLayer(List<Path> classPath) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("harness");
        for (Path entry : classPath) {
            if (Files.isDirectory(entry)) {
                layer.addEntryRecursive(entry, AbsoluteUnixPath.get(HARNESS + "/classes"));
            } else if (Files.isReadable(entry)) {
                layer.addEntry(
                        entry, AbsoluteUnixPath.get(HARNESS + "/lib").resolve(entry.getFileName()));
            }
        }
        return layer.build();
    }

    private static FileEntriesLayer runtimeLayer(Path runtime) throws IOException {
        return FileEntriesLayer.builder()
                .setName("java")
                .addEntryRecursive(
                        runtime,
                        AbsoluteUnixPath.get(JAVA),
                        (path, inImage) ->
                                Files.isDirectory(path) || Files.isExecutable(path)
                                        ? FilePermissions.fromOctalString("755")
                                        : FilePermissions.fromOctalString("644"))
                .build();
    }

    /// Each under the path where this machine's loader looks for it.
    private static FileEntriesLayer libraryLayer(Set<Path> libraries) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("libraries");
        for (Path library : libraries) {
            layer.addEntry(
                    library.toRealPath(),
                    AbsoluteUnixPath.get(library.toString()),
                    FilePermissions.fromOctalString("755"));
        }
        return layer.build();
    }

    private static Set<Path> libraries(Path runtime) throws IOException {
        List<Path> programs = new ArrayList<>(List.of(runtime.resolve("bin/java")));
        try (Stream<Path> files = Files.walk(runtime.resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".so")).forEach(programs::add);
        }
        List<Path> pcap =
                LIBRARY_DIRECTORIES.stream()
                        .flatMap(directory ->
                                Stream.of(
                                        Path.of(directory, "libpcap.so.0.8"),
                                        Path.of(directory, "libpcap.so.1")))
                        .filter(Files::exists)
                        .limit(1)
                        .toList();
        programs.addAll(pcap);
        Set<Path> needed = SharedLibraries.of(programs, runtime);
        needed.addAll(pcap);
        return needed;
    }

    private static boolean isLibpcap(Path library) {
        return String.valueOf(library.getFileName()).startsWith("libpcap.so");
    }

    /// As Kubernetes and OCI name it.
    public static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// Removes a work directory and all in it.
    public static void remove(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failure) throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
