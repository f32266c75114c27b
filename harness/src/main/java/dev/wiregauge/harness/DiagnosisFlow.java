package dev.wiregauge.harness;

import dev.wiregauge.harness.diagnose.Judge;
import dev.wiregauge.harness.evidence.DiagnosisCast;
import dev.wiregauge.harness.evidence.EvidenceCollector;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// A diagnosis from start to end: place, collect, judge, write down. The testbed is the caller's to
/// close.
public final class DiagnosisFlow {
    private static final int COOKIE_BYTES = 16;
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);

    private final Testbed testbed;
    private final DiagnosisCast cast;
    private final Consumer<String> progress;
    private final Clock clock;
    private final SecureRandom random;
    private final Duration answerDeadline;

    public DiagnosisFlow(
            Testbed testbed,
            List<Mode> modes,
            Consumer<String> progress,
            Clock clock,
            SecureRandom random) {
        this(testbed, modes, progress, clock, random, ANSWER_DEADLINE);
    }

    /// @param answerDeadline for one probe; an agent that takes longer is given up
    public DiagnosisFlow(
            Testbed testbed,
            List<Mode> modes,
            Consumer<String> progress,
            Clock clock,
            SecureRandom random,
            Duration answerDeadline) {
        this.testbed = testbed;
        this.cast =
                new DiagnosisCast(modes, testbed.nodes().size(), testbed.hasEveryKindOfService());
        this.progress = progress;
        this.clock = clock;
        this.random = random;
        this.answerDeadline = answerDeadline;
    }

    public void place() {
        testbed.place(cast.plan(), progress);
    }

    /// What the agents found out; may be asked again.
    public Evidence collect() {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = HexFormat.of().formatHex(bytes);
        EvidenceCollector collector =
                new EvidenceCollector(testbed, cast, cookie, progress, answerDeadline);
        return new KeepAlive(cast.agents(testbed), System::nanoTime).throughout(collector::collect);
    }

    /// Writes `findings.json` and the evidence into the folder.
    ///
    /// @param settings what the user asked for, to be written down
    public Diagnosis run(String id, String version, Diagnosis.Settings settings, RunFolder folder) {
        Instant startedAt = clock.instant();
        place();
        Evidence evidence = collect();
        folder.writeDerived(RunFolder.DIAGNOSIS, RecordJson.writePretty(evidence, Evidence.class));
        Diagnosis diagnosis =
                new Diagnosis(
                        Diagnosis.SCHEMA_VERSION,
                        id,
                        version,
                        testbed.kind(),
                        startedAt,
                        clock.instant(),
                        settings,
                        evidence.paths().size(),
                        Judge.findings(evidence),
                        evidence.notChecked(),
                        Judge.advice(evidence));
        folder.writeDerived(RunFolder.FINDINGS, RecordJson.writePretty(diagnosis, Diagnosis.class));
        return diagnosis;
    }
}
