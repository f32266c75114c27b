package dev.wiregauge.harness.testbed.kubernetes.image;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shared libraries of this machine that programs and libraries need, the loader included.
final class SharedLibraries {
    /// ldd(1) prints `name => /path (0x..)`, and the loader as `/path (0x..)`.
    private static final Pattern RESOLVED = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x");

    private static final Pattern MISSING = Pattern.compile("(\\S+) => not found");

    private SharedLibraries() {}

    /// @param own directory whose libraries need not be carried: they lie beside the programs
    /// @throws EnvironmentException if one is missing, or ldd is
    static Set<Path> of(Collection<Path> files, Path own) {
        Set<Path> needed = new TreeSet<>();
        for (Path file : files) {
            for (String line : ldd(file)) {
                Matcher missing = MISSING.matcher(line);
                if (missing.find() && !liesBelow(own, missing.group(1))) {
                    throw new EnvironmentException(
                            "%s needs %s, which this machine lacks"
                                    .formatted(file, missing.group(1)));
                }
                Matcher resolved = RESOLVED.matcher(line);
                if (resolved.find()) {
                    Path library = Path.of(resolved.group(1));
                    if (!library.startsWith(own)) {
                        needed.add(library);
                    }
                }
            }
        }
        return needed;
    }

    private static boolean liesBelow(Path directory, String name) {
        return Files.exists(directory.resolve("lib").resolve(name))
                || Files.exists(directory.resolve("lib/server").resolve(name));
    }

    private static List<String> ldd(Path file) {
        try {
            Process process =
                    new ProcessBuilder("ldd", file.toString()).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EnvironmentException("ldd " + file + " did not end within 20 s");
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "a self-contained image needs ldd (Debian: libc-bin) on this machine; or name a base with --base",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted", e);
        }
    }
}
