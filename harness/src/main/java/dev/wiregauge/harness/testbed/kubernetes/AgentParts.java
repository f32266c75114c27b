package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The agent's jar as several smaller jars that together make the same class path.
///
/// A ConfigMap holds at most 1 MiB (Kubernetes API, ConfigMap), and an image without a shell cannot
/// join parts: so each part is a jar of its own.
final class AgentParts {
    /// Leaves room in a ConfigMap for its names, and in a request for base64 (4/3) below etcd's 1.5
    /// MiB.
    private static final int PART_BYTES = 700 << 10;

    private final List<byte[]> parts;

    private AgentParts(List<byte[]> parts) {
        this.parts = parts;
    }

    /// @throws EnvironmentException if the jar is not readable, or one file in it too large
    static AgentParts of(Path jar) {
        List<byte[]> parts = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ZipOutputStream zip = new ZipOutputStream(bytes);
            long used = 0;
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                if (entry.getCompressedSize() > PART_BYTES) {
                    throw new EnvironmentException(
                            "%s in %s is too large for a ConfigMap; build an image: wiregauge cluster image"
                                    .formatted(entry.getName(), jar));
                }
                if (used + cost(entry) > PART_BYTES) {
                    zip.close();
                    parts.add(bytes.toByteArray());
                    bytes = new ByteArrayOutputStream();
                    zip = new ZipOutputStream(bytes);
                    used = 0;
                }
                used += cost(entry);
                copy(file, entry, zip);
            }
            zip.close();
            parts.add(bytes.toByteArray());
        } catch (IOException e) {
            throw new EnvironmentException("cannot read the agent's jar " + jar, e);
        }
        return new AgentParts(parts);
    }

    /// A zip names each entry twice: once before it, once in the directory at the end.
    private static long cost(JarEntry entry) {
        return entry.getCompressedSize() + 2L * entry.getName().length() + 128;
    }

    private static void copy(JarFile from, JarEntry entry, ZipOutputStream to) throws IOException {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(0);
        to.putNextEntry(copy);
        try (var content = from.getInputStream(entry)) {
            content.transferTo(to);
        }
        to.closeEntry();
    }

    /// File names in the order of the class path.
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            names.add("agent-" + i + ".jar");
        }
        return names;
    }

    byte[] part(int index) {
        return parts.get(index).clone();
    }
}
