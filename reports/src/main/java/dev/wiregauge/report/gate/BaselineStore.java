package dev.wiregauge.report.gate;

import dev.wiregauge.result.RunFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Named baselines: a folder per name, in it a folder per run with the record only. Captures and
/// derived files stay behind, so what remains is small text that git keeps well.
public record BaselineStore(Path folder) {
    public static final String DEFAULT_FOLDER = "baselines";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public record Baseline(String name, long runs) {}

    /// @return the folder of the copy
    public Path save(String name, RunFolder run) {
        if (!NAME.matcher(name).matches()) {
            throw new GateException(
                    "baseline name \""
                            + name
                            + "\" is not allowed: up to 64 letters, digits, dots, hyphens and"
                            + " underscores, a letter or digit first");
        }
        run.readRun();
        run.readTrials();
        Path source = run.root().toAbsolutePath().normalize();
        Path copy = folder.resolve(name).resolve(source.getFileName());
        if (Files.exists(copy)) {
            throw new GateException("baseline " + name + " already holds " + source.getFileName());
        }
        try {
            Files.createDirectories(copy.resolve("histograms"));
            Files.copy(source.resolve(RunFolder.TRIALS), copy.resolve(RunFolder.TRIALS));
            try (Stream<Path> histograms = Files.list(run.histograms())) {
                for (Path histogram : histograms.toList()) {
                    Files.copy(
                            histogram, copy.resolve("histograms").resolve(histogram.getFileName()));
                }
            }
            // last, because a folder counts as a run once it holds this file
            Files.copy(source.resolve(RunFolder.RUN), copy.resolve(RunFolder.RUN));
        } catch (IOException e) {
            throw new GateException("cannot save " + copy + ": " + e.getClass().getSimpleName(), e);
        }
        return copy;
    }

    /// In the order of their names.
    public List<Baseline> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(folder)) {
            return names.filter(Files::isDirectory)
                    .sorted()
                    .map(name -> new Baseline(name.getFileName().toString(), runs(name)))
                    .filter(baseline -> baseline.runs() > 0)
                    .toList();
        } catch (IOException e) {
            throw new GateException("cannot list " + folder, e);
        }
    }

    private static long runs(Path name) {
        try (Stream<Path> runs = Files.list(name)) {
            return runs.filter(run -> Files.exists(run.resolve(RunFolder.RUN))).count();
        } catch (IOException e) {
            throw new GateException("cannot list " + name, e);
        }
    }

    /// The folder of that name if there is one, else the path itself.
    public Path find(String nameOrPath) {
        Path path = Path.of(nameOrPath);
        if (Files.exists(path)) {
            return path;
        }
        Path named = folder.resolve(nameOrPath);
        if (NAME.matcher(nameOrPath).matches() && Files.isDirectory(named)) {
            return named;
        }
        List<String> names = list().stream().map(Baseline::name).toList();
        throw new GateException(
                "%s is neither a path nor a baseline in %s (%s)"
                        .formatted(
                                nameOrPath,
                                folder,
                                names.isEmpty()
                                        ? "which holds none"
                                        : "which holds " + String.join(", ", names)));
    }
}
