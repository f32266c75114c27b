package dev.wiregauge.report.findings;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// A recorded diagnosis, and what tests make of it.
public final class SampleDiagnosis {
    private SampleDiagnosis() {}

    public static Diagnosis recorded() {
        return RecordJson.read(text("findings.json"), Diagnosis.class);
    }

    static Evidence evidence() {
        try (InputStream in = new GZIPInputStream(open("evidence.json.gz"))) {
            return RecordJson.read(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), Evidence.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The recorded one with other findings.
    static Diagnosis with(List<Finding> findings, List<NotChecked> notChecked, Severity failOn) {
        Diagnosis all = recorded();
        return new Diagnosis(
                all.schemaVersion(),
                all.id(),
                all.wiregaugeVersion(),
                all.testbed(),
                all.startedAt(),
                all.finishedAt(),
                new Diagnosis.Settings(all.settings().modes(), 2, failOn, List.of()),
                all.pathsProbed(),
                findings,
                notChecked,
                all.advice());
    }

    static Finding finding(String id, Severity severity, String place) {
        Finding all = recorded().findings().getFirst();
        return new Finding(
                id,
                all.title(),
                severity,
                place,
                all.direction(),
                all.paths(),
                all.evidence(),
                all.cause(),
                all.fix(),
                all.confidence());
    }

    /// Puts the recorded diagnosis into a folder, beside what it may hold already.
    public static void writeInto(RunFolder folder) {
        folder.writeDerived(RunFolder.FINDINGS, text("findings.json"));
        folder.writeDerived(
                RunFolder.DIAGNOSIS, RecordJson.writePretty(evidence(), Evidence.class));
    }

    static RunFolder write(Path root) {
        RunFolder folder = RunFolder.create(root);
        writeInto(folder);
        return RunFolder.openDiagnosis(root);
    }

    private static String text(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(SampleDiagnosis.class.getResourceAsStream(name), name);
    }
}
