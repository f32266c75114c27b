package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Run folders that nothing can be concluded from, through the real main: one clear message each.
@Timeout(120)
class BadRunFoldersTest {
    @TempDir private Path dir;

    private Path sample(String name) {
        return SampleFolders.write(dir.resolve(name), 1);
    }

    /// The sample with some of its trials only.
    private Path only(String name, Predicate<Trial> wanted) {
        RunFolder sample = RunFolder.open(sample(name + "-whole"));
        RunFolder copy = RunFolder.create(dir.resolve(name));
        sample.readTrials().stream().filter(wanted).forEach(copy::appendTrial);
        copy.writeRun(sample.readRun());
        return copy.root();
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).containsPattern(from);
        Files.writeString(file, text.replaceFirst(from, to));
    }

    private static void refused(String message, Object... arguments) {
        MainTest.Result result =
                MainTest.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(result.err()).contains(message).doesNotContain("\tat ").hasLineCount(1);
        assertThat(result.exitCode()).as(List.of(arguments).toString()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aMissingFolderIsNamed() {
        Path nowhere = dir.resolve("nowhere");
        refused(nowhere + " is no run folder: no such directory", "report", nowhere);
        refused("is neither a path nor a baseline in", "gate", nowhere, sample("there"));
        refused("is neither a path nor a baseline in", "gate", sample("here"), nowhere);
        refused("no such directory", "baseline", "save", "main", nowhere);
    }

    @Test
    void aFolderWithoutARunIsNamed() throws IOException {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        refused("it holds no run.json", "report", empty);
        refused("holds no run folder", "gate", empty, sample("there"));
        Path interrupted = Files.createDirectory(dir.resolve("interrupted"));
        Files.writeString(interrupted.resolve("trials.jsonl"), "{}\n");
        refused("because the run did not come to its end", "report", interrupted);
    }

    @Test
    void aDamagedFileIsNamedWithItsLine() throws IOException {
        Path cut = sample("cut");
        Path trials = cut.resolve("trials.jsonl");
        Files.writeString(trials, Files.readString(trials).substring(0, 5000));
        refused("trials.jsonl:", "report", cut);
        refused("is damaged", "gate", cut, sample("whole"));
        Path runCut = sample("run-cut");
        Files.writeString(runCut.resolve("run.json"), "{");
        refused("run.json is damaged", "report", runCut);
    }

    @Test
    void anotherSchemaVersionIsNamedWithTheOneThatIsRead() throws IOException {
        Path newer = sample("newer");
        change(newer.resolve("run.json"), "\"schemaVersion\" : 1", "\"schemaVersion\" : 7");
        refused("has schema version 7, this Wiregauge reads 1", "gate", sample("base"), newer);
    }

    @Test
    void aPolicyWithAnUnknownMetricSuggestsTheNearest() throws IOException {
        Path policy = dir.resolve("policy.yaml");
        Path base = sample("base");
        String builtIn = MainTest.run("gate", "--print-policy").out();
        Files.writeString(policy, builtIn.replaceFirst("metric: latency-p50", "metric: latency50"));
        MainTest.Result result =
                MainTest.run("gate", base.toString(), base.toString(), "--policy", policy + "");
        assertThat(result.err())
                .contains("policy.yaml:12: metric \"latency50\" is unknown")
                .contains("did you mean latency-p50?");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aNumberThatIsNoneIsDamage() throws IOException {
        Path folder = sample("nan");
        change(folder.resolve("trials.jsonl"), "\"windowNs\":\\d+", "\"windowNs\":NaN");
        refused("trials.jsonl:1 is damaged", "report", folder);
        Path policy = dir.resolve("policy.yaml");
        String builtIn = MainTest.run("gate", "--print-policy").out();
        Files.writeString(policy, builtIn.replaceFirst("percent: 5", "percent: NaN"));
        refused("must be a finite number", "gate", sample("a"), sample("b"), "--policy", policy);
    }

    @Test
    void aBaselineWithOneRepeatIsInconclusiveAndSaysWhatItTakes() {
        Path once = only("once", trial -> trial.block() == 1);
        MainTest.Result gate = MainTest.run("gate", once.toString(), sample("many").toString());
        assertThat(gate.exitCode()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(gate.out())
                .contains("1 pairs in the baseline and 6 in the candidate, at least 5 are needed")
                .contains("Next: measure more repeats");
    }

    @Test
    void runsOfDifferentScenariosAreNotCompared() {
        Path service = only("service", trial -> trial.cell().row().startsWith("pod-service"));
        Path cross = only("cross", trial -> trial.cell().row().startsWith("pod-pod-same"));
        refused("have no cell in common: nothing can be compared", "gate", service, cross);
    }

    @Test
    void anEmptyHistogramFileIsNamedAndAnEmptyHistogramIsNoValue() throws IOException {
        Path folder = only("empty", trial -> trial.block() > 1);
        RunFolder run = RunFolder.open(folder);
        Trial trial = run.readTrials().getFirst();
        Trial pointing =
                new Trial(
                        1,
                        1,
                        1,
                        trial.cell(),
                        trial.startedAt(),
                        trial.verdict(),
                        trial.measurement().map(m -> m.withTransactions(10)),
                        Optional.of("trial-00001.hlog"));
        run.appendTrial(pointing);
        refused("trial-00001.hlog", "report", folder);
        run.writeHistogram(1, new org.HdrHistogram.Histogram(3));
        assertThat(MainTest.run("report", folder.toString()).exitCode()).isZero();
        Files.writeString(run.histograms().resolve("trial-00001.hlog"), "");
        refused("is damaged: it holds no histogram", "report", folder);
    }

    @Test
    void aRunWithoutVariantsIsNotJudgedAlone() {
        refused("has no variants: a run alone can be judged only where", "gate", sample("alone"));
    }

    @Test
    void aRunThatNothingWasMeasuredInIsNamed() {
        Path nothing = only("nothing", trial -> false);
        RunFolder folder = RunFolder.open(sample("something"));
        Run run = folder.readRun();
        assertThat(run.plannedTrials()).isPositive();
        refused("cannot read", "report", nothing);
    }
}
