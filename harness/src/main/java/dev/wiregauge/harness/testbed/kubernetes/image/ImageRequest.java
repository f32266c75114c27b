package dev.wiregauge.harness.testbed.kubernetes.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which image to build, onto what, and where it goes.
///
/// @param name such as `localhost/wiregauge-agent:0.1.0`
/// @param harness class path of the harness, where it is to be in the image too, so that a Job can
///   run it in the cluster; empty leaves it out
public record ImageRequest(String name, Base base, Target target, List<Path> harness) {
    public ImageRequest {
        harness = List.copyOf(harness);
    }

    /// The agent alone.
    public ImageRequest(String name, Base base, Target target) {
        this(name, base, target, List.of());
    }

    /// What the agent's layer lies on.
    public sealed interface Base {
        /// Nothing: a Java runtime linked from this JDK, and the C library and libpcap of this
        /// machine. Needs no registry.
        record SelfContained() implements Base {}

        /// An image with a Java 25 runtime, as `docker save` or an OCI archive wrote it.
        record Tar(Path file) implements Base {}

        /// An image with a Java 25 runtime in a registry.
        record Registry(String image) implements Base {}
    }

    public sealed interface Target {
        /// A file for `kind load image-archive`, `minikube image load` or `ctr images import`.
        record TarFile(Path file, boolean oci) implements Target {}

        /// A registry, as [ImageRequest#name] says; credentials as Docker keeps them unless given.
        record Push(Optional<Credential> credential, boolean insecure) implements Target {}
    }

    public record Credential(String user, String password) {
        @Override
        public String toString() {
            return user + ", password not shown";
        }
    }
}
