package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.diagnose.RecordedEvidence;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.DetectionMatrix.Row;
import dev.wiregauge.result.evidence.Evidence;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// Every fault of the lab, live, in the smallest lab that shows it: put in, diagnosed, taken out
/// again without a trace. The outcome is the matrix of docs/faults.md.
///
/// With `-Dwiregauge.matrix=write` the document's table is written anew, and with
/// `-Dwiregauge.evidence=write` what each lab showed becomes the fixture of its fault;
/// `-Dwiregauge.matrix.faults=a,b` keeps to these.
@RequiresLab
@Timeout(900)
class DetectionMatrixIT {
    private static final Map<String, Row> ROWS = new ConcurrentSkipListMap<>();
    private static final boolean WRITES_EVIDENCE =
            "write".equals(System.getProperty("wiregauge.evidence"));

    /// So many that the labs end at about the same time.
    private static final int MOST_OF_A_LAB = 24;

    @TempDir private Path journals;

    private static List<String> wanted() {
        String only = System.getProperty("wiregauge.matrix.faults", "");
        List<String> all = LabFaults.all().stream().map(LabFaults.Summary::id).toList();
        return only.isEmpty()
                ? all
                : all.stream().filter(Set.of(only.split(","))::contains).toList();
    }

    /// The faults of one lab.
    record Share(LabShape shape, List<String> faults) {
        @Override
        public String toString() {
            return shape + " " + faults.size();
        }
    }

    /// Most faults show in the smallest lab; they are shared out over several.
    static List<Share> shares() {
        Map<LabShape, List<String>> byShape =
                wanted().stream()
                        .collect(
                                Collectors.groupingBy(
                                        LabShape::smallestFor, TreeMap::new, Collectors.toList()));
        List<Share> shares = new ArrayList<>();
        byShape.forEach((shape, faults) -> {
            for (int from = 0; from < faults.size(); from += MOST_OF_A_LAB) {
                int to = Math.min(from + MOST_OF_A_LAB, faults.size());
                shares.add(new Share(shape, faults.subList(from, to)));
            }
        });
        return shares;
    }

    /// Labs do not meet, and a diagnosis mostly waits: two at a time.
    @ParameterizedTest
    @MethodSource("shares")
    @Execution(ExecutionMode.CONCURRENT)
    void everyFaultOfThisLabIsNamedAndNothingElse(Share share) {
        LabShape shape = share.shape();
        List<String> faults = share.faults();
        List<String> misses = new ArrayList<>();
        try (DiagnosedLab lab = DiagnosedLab.build(shape, journals)) {
            assertThat(ExpectedFinding.aboveInfo(lab.collect())).as("healthy, before").isEmpty();
            for (String fault : faults) {
                long startNs = System.nanoTime();
                Evidence evidence = lab.collectWith(fault);
                Row row = Row.of(ExpectedFinding.of(fault), ExpectedFinding.aboveInfo(evidence));
                ROWS.put(fault, row);
                System.out.printf("%s %.1f s%n", row.line(), (System.nanoTime() - startNs) / 1e9);
                if (WRITES_EVIDENCE) {
                    RecordedEvidence.write(fault, evidence);
                }
            }
            assertThat(ExpectedFinding.aboveInfo(lab.collect())).as("healthy, after").isEmpty();
        }
        faults.stream()
                .map(fault -> DetectionMatrix.of(Map.of(fault, ROWS.get(fault))))
                .flatMap(one -> one.notNamed().stream())
                .forEach(row -> misses.add(row.line()));
        assertThat(misses).isEmpty();
    }

    @AfterAll
    static void theDocumentSaysTheSame() {
        DetectionMatrix matrix = DetectionMatrix.of(ROWS);
        if ("write".equals(System.getProperty("wiregauge.matrix"))) {
            matrix.write();
        }
        Map<String, String> committed = DetectionMatrix.committedVerdicts();
        committed.keySet().retainAll(new TreeSet<>(wanted()));
        assertThat(matrix.verdicts()).isEqualTo(committed);
    }
}
