package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.NumbersOrReason;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Every shipped scenario, run as a user would run it in a hurry: one block of short trials. No
/// number of it is worth reading; each cell has one, or a reason why not. Five minutes in all;
/// every build runs the shorter form of the same, CatalogBriefIT.
@Tag("full")
@RequiresLab
@Tag("alone")
@Timeout(180)
class CatalogIT {
    @TempDir private Path dir;

    @ParameterizedTest
    @CsvSource({
        "services, 120ms",
        "same-node, 120ms",
        "under-load, 600ms",
        "rate-sweep, 900ms",
        "message-sizes, 120ms",
        "many-flows, 200ms",
        "wire-limited, 300ms",
        "soak, 300ms"
    })
    void everyCellHasNumbersOrAReason(String scenario, String duration) {
        List<Trial> trials = run(scenario, duration, "--modes", "bgp,vxlan");
        assertThat(trials).anyMatch(CatalogIT::passed);
    }

    @Test
    void theStandardComparisonMeasuresDatagramsAndConnectionsToo() {
        List<Trial> trials = run("compare-modes", "120ms", "--preset", "standard");
        assertThat(
                        trials.stream()
                                .filter(CatalogIT::passed)
                                .map(trial -> trial.cell().workload().id()))
                .contains("tcp_stream", "tcp_rr", "udp_stream", "udp_rr", "tcp_crr");
        assertThat(trials.stream().filter(CatalogIT::passed).map(trial -> trial.cell().mode()))
                .contains(Mode.HOST, Mode.BGP, Mode.IPIP, Mode.VXLAN);
    }

    private static boolean passed(Trial trial) {
        return trial.verdict().passed();
    }

    private List<Trial> run(String scenario, String duration, String... more) {
        Path folder = dir.resolve(scenario);
        List<String> arguments =
                new ArrayList<>(List.of("run", scenario, "--repeats", "1", "--warmup", "20ms"));
        arguments.addAll(List.of("--duration", duration, "--interval", "40ms"));
        arguments.addAll(List.of("--out", folder.toString()));
        arguments.addAll(List.of(more));
        MainTest.Result result = MainTest.run(arguments.toArray(String[]::new));
        // one block is no basis for a verdict
        assertThat(result.exitCode())
                .as(result.out() + result.err())
                .isEqualTo(ExitCode.INCONCLUSIVE);
        RunFolder written = RunFolder.open(folder);
        Run run = written.readRun();
        List<Trial> trials = written.readTrials();
        assertThat(trials.stream().map(Trial::cell).collect(Collectors.toSet()))
                .isEqualTo(plannedCells(run.scenario()));
        trials.forEach(trial -> NumbersOrReason.check(written, trial));
        assertThat(folder.resolve(RunFolder.REPORT))
                .as(result.out() + result.err())
                .isNotEmptyFile();
        return trials;
    }

    private static Set<Cell> plannedCells(Scenario scenario) {
        Set<Cell> cells = new HashSet<>();
        for (Workload workload : scenario.workloads()) {
            for (Mode mode : scenario.modes()) {
                scenario.paths()
                        .forEach(path ->
                                cells.add(new Cell(mode, path, workload, Optional.empty())));
            }
            if (scenario.baseline()) {
                cells.add(
                        new Cell(
                                Mode.HOST,
                                dev.wiregauge.scenario.Path.NODE_NODE,
                                workload,
                                Optional.empty()));
            }
        }
        scenario.wireLimit().ifPresent(limit -> cells.addAll(limitedCells(scenario, limit)));
        return cells;
    }

    private static List<Cell> limitedCells(Scenario scenario, Scenario.WireLimit limit) {
        return scenario.modes().stream()
                .map(mode ->
                        new Cell(
                                mode,
                                dev.wiregauge.scenario.Path.POD_POD_CROSS_NODE,
                                new Workload.TcpStream(1, 128 << 10),
                                Optional.of(limit.bitsPerSecond())))
                .toList();
    }
}
