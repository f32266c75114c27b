package dev.wiregauge.result;

import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.evidence.Evidence;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The folder of one run: the only interface between the harness that measures and the reports that
/// read.
///
/// `run.json`, `trials.jsonl`, `histograms/` and `evidence/` are the record; everything else is
/// derived. Files that are written whole appear whole: they are written beside their place and
/// renamed into it.
public final class RunFolder {
    public static final String RUN = "run.json";
    public static final String TRIALS = "trials.jsonl";
    public static final String FINDINGS = "findings.json";
    public static final String DIAGNOSIS = "evidence/diagnosis.json";
    public static final String REPORT = "report.html";

    /// Below `evidence/`.
    public static final String HOP_TIMES = "hop-times.json";

    /// Below `evidence/`.
    public static final String BULK_OVERHEAD = "bulk-overhead.json";

    /// Below `evidence/`.
    public static final String FLOOR = "floor.json";

    private final Path root;

    private RunFolder(Path root) {
        this.root = root;
    }

    /// Makes a new folder; refuses one that already holds a run.
    public static RunFolder create(Path root) {
        if (Files.exists(root.resolve(RUN)) || Files.exists(root.resolve(TRIALS))) {
            throw new RunFolderException(root + " already holds a run, choose another --out");
        }
        RunFolder folder = new RunFolder(root);
        try {
            Files.createDirectories(folder.histograms());
            Files.createDirectories(folder.evidence());
        } catch (IOException e) {
            throw new RunFolderException(
                    "cannot make the run folder " + root + ": " + FileTrouble.reason(e), e);
        }
        return folder;
    }

    /// Takes the folder away again where nothing was written into it: a run that never began leaves
    /// none. A folder that cannot be removed stays.
    public void removeIfEmpty() {
        try (Stream<Path> all = Files.walk(root)) {
            if (all.anyMatch(path -> !Files.isDirectory(path))) {
                return;
            }
            Files.deleteIfExists(histograms());
            Files.deleteIfExists(evidence());
            Files.deleteIfExists(root);
        } catch (IOException | UncheckedIOException e) {
            // whoever reads it finds an empty folder
        }
    }

    public static RunFolder open(Path root) {
        if (!Files.isDirectory(root)) {
            throw new RunFolderException(root + " is no run folder: no such directory");
        }
        if (!Files.isRegularFile(root.resolve(RUN))) {
            throw new RunFolderException(
                    root
                            + " is no run folder: it holds no "
                            + RUN
                            + (Files.isRegularFile(root.resolve(TRIALS))
                                    ? ", because the run did not come to its end; what it measured is in "
                                            + TRIALS
                                            + ", a line each"
                                    : ""));
        }
        return new RunFolder(root);
    }

    /// The folder of a diagnosis, which holds findings and need hold no run.
    public static RunFolder openDiagnosis(Path root) {
        if (!holdsFindings(root)) {
            throw new RunFolderException(
                    root + " is no folder of a diagnosis: it holds no " + FINDINGS);
        }
        return new RunFolder(root);
    }

    public static boolean holdsFindings(Path root) {
        return Files.isRegularFile(root.resolve(FINDINGS));
    }

    public static boolean holdsRun(Path root) {
        return Files.isRegularFile(root.resolve(RUN));
    }

    public Path root() {
        return root;
    }

    public Path histograms() {
        return root.resolve("histograms");
    }

    public Path evidence() {
        return root.resolve("evidence");
    }

    public void writeRun(Run run) {
        writeWhole(root.resolve(RUN), RecordJson.writePretty(run, Run.class));
    }

    /// `run.json` as it stands.
    public String runAsJson() {
        return readText(root.resolve(RUN)).strip();
    }

    public Run readRun() {
        return readVersioned(RUN, Run.SCHEMA_VERSION, Run.class);
    }

    public Diagnosis readDiagnosis() {
        return readVersioned(FINDINGS, Diagnosis.SCHEMA_VERSION, Diagnosis.class);
    }

    /// What the findings rest on.
    public Evidence readEvidence() {
        return readVersioned(DIAGNOSIS, Evidence.SCHEMA_VERSION, Evidence.class);
    }

    private <T> T readVersioned(String name, int known, Class<T> type) {
        Path file = root.resolve(name);
        String json = readText(file);
        try {
            int version = RecordJson.read(json, SchemaVersion.class).schemaVersion();
            if (version != known) {
                throw new RunFolderException(
                        file
                                + " has schema version "
                                + version
                                + ", this Wiregauge reads "
                                + known);
            }
            return RecordJson.read(json, type);
        } catch (JsonException e) {
            throw new RunFolderException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private record SchemaVersion(int schemaVersion) {}

    public void appendTrial(Trial trial) {
        Path file = root.resolve(TRIALS);
        try {
            Files.writeString(
                    file,
                    RecordJson.write(trial, Trial.class) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RunFolderException("cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
    }

    /// Lines are parsed side by side; of several damaged ones any may be the one that is named.
    public List<Trial> readTrials() {
        Path file = root.resolve(TRIALS);
        List<String> lines = readText(file).lines().toList();
        return IntStream.range(0, lines.size())
                .parallel()
                .filter(index -> !lines.get(index).isBlank())
                .mapToObj(index -> parseTrial(file, index + 1, lines.get(index)))
                .toList();
    }

    private static Trial parseTrial(Path file, int line, String json) {
        try {
            return RecordJson.read(json, Trial.class);
        } catch (JsonException e) {
            throw new RunFolderException(file + ":" + line + " is damaged: " + e.getMessage(), e);
        }
    }

    /// @return the file name to keep in [Trial#histogram()]
    public String writeHistogram(int trialNumber, Histogram histogram) {
        return writeHistogramFile("trial-%05d.hlog".formatted(trialNumber), histogram);
    }

    /// @param kind what it holds, a key of [Trial#moreHistograms()]
    /// @return the file name to keep there
    public String writeHistogram(int trialNumber, String kind, Histogram histogram) {
        if (!kind.matches("[a-z][a-z-]{0,30}")) {
            throw new IllegalArgumentException(
                    "kind is \"" + kind + "\", allowed: lower-case letters and hyphens");
        }
        return writeHistogramFile("trial-%05d-%s.hlog".formatted(trialNumber, kind), histogram);
    }

    private String writeHistogramFile(String name, Histogram histogram) {
        Path file = histograms().resolve(name);
        try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.US_ASCII)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputLegend();
            writer.outputIntervalHistogram(histogram);
            if (out.checkError()) {
                throw new IOException("the file system took only a part");
            }
        } catch (IOException e) {
            throw new RunFolderException("cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
        return name;
    }

    public Histogram readHistogram(String name) {
        Path file = histograms().resolve(name);
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            if (reader.nextIntervalHistogram() instanceof Histogram histogram) {
                return histogram;
            }
            throw new RunFolderException(file + " is damaged: it holds no histogram");
        } catch (RunFolderException e) {
            throw e;
        } catch (IOException e) {
            throw new RunFolderException("cannot read " + file + ": " + FileTrouble.reason(e), e);
        } catch (RuntimeException e) {
            throw new RunFolderException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /// Writes several histograms into one file, each under its name.
    ///
    /// @param file name of the file
    public void writeHistograms(String file, Map<String, Histogram> byName) {
        Path path = histograms().resolve(file);
        try (PrintStream out = new PrintStream(path.toFile(), StandardCharsets.US_ASCII)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputLegend();
            byName.forEach((name, histogram) -> {
                histogram.setTag(name);
                writer.outputIntervalHistogram(histogram);
            });
            if (out.checkError()) {
                throw new IOException("the file system took only a part");
            }
        } catch (IOException e) {
            throw new RunFolderException("cannot write " + path + ": " + FileTrouble.reason(e), e);
        }
    }

    /// Those of [#writeHistograms], by name, in the order of the file.
    public Map<String, Histogram> readHistograms(String file) {
        Path path = histograms().resolve(file);
        Map<String, Histogram> byName = new LinkedHashMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(path.toFile())) {
            while (reader.hasNext()) {
                if (reader.nextIntervalHistogram() instanceof Histogram histogram) {
                    byName.put(String.valueOf(histogram.getTag()), histogram);
                }
            }
            return byName;
        } catch (IOException e) {
            throw new RunFolderException("cannot read " + path + ": " + FileTrouble.reason(e), e);
        } catch (RuntimeException e) {
            throw new RunFolderException(path + " is damaged: " + e.getMessage(), e);
        }
    }

    /// The content of [#HOP_TIMES].
    public record HopTimesFile(int schemaVersion, List<HopTimes> modes) {}

    public void writeHopTimes(List<HopTimes> modes) {
        writeEvidence(HOP_TIMES, new HopTimesFile(Run.SCHEMA_VERSION, modes), HopTimesFile.class);
    }

    /// Empty where the run took none.
    public List<HopTimes> readHopTimes() {
        return readEvidence(HOP_TIMES, HopTimesFile.class)
                .map(HopTimesFile::modes)
                .orElse(List.of());
    }

    /// The content of [#BULK_OVERHEAD].
    public record BulkOverheadFile(int schemaVersion, List<BulkOverhead> modes) {}

    public void writeBulkOverheads(List<BulkOverhead> modes) {
        writeEvidence(
                BULK_OVERHEAD,
                new BulkOverheadFile(Run.SCHEMA_VERSION, modes),
                BulkOverheadFile.class);
    }

    /// Empty where the run counted none.
    public List<BulkOverhead> readBulkOverheads() {
        return readEvidence(BULK_OVERHEAD, BulkOverheadFile.class)
                .map(BulkOverheadFile::modes)
                .orElse(List.of());
    }

    private record FloorFile(int schemaVersion, List<Calibration.Floor> floors) {}

    public void writeFloors(List<Calibration.Floor> floors) {
        writeEvidence(FLOOR, new FloorFile(Run.SCHEMA_VERSION, floors), FloorFile.class);
    }

    /// What the instrument took by itself for each latency workload; empty where the run did not
    /// look.
    public List<Calibration.Floor> readFloors() {
        return readEvidence(FLOOR, FloorFile.class).map(FloorFile::floors).orElse(List.of());
    }

    private void writeEvidence(String name, Record record, Class<?> type) {
        writeWhole(evidence().resolve(name), RecordJson.writePretty(record, type));
    }

    private <T> Optional<T> readEvidence(String name, Class<T> type) {
        Path file = evidence().resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordJson.read(readText(file), type));
        } catch (JsonException e) {
            throw new RunFolderException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /// Writes a derived file, such as the report.
    public Path writeDerived(String name, String text) {
        Path file = root.resolve(name);
        writeWhole(file, text);
        return file;
    }

    private static void writeWhole(Path file, String text) {
        Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
        try {
            Files.writeString(partial, text, StandardCharsets.UTF_8);
            Files.move(
                    partial,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteQuietly(partial);
            throw new RunFolderException("cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
    }

    private static void deleteQuietly(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException ignored) {
            // the write has failed already; that failure is the one to report
        }
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new RunFolderException(file + " is damaged: it is not UTF-8 text", e);
        } catch (IOException e) {
            throw new RunFolderException("cannot read " + file + ": " + FileTrouble.reason(e), e);
        }
    }
}
