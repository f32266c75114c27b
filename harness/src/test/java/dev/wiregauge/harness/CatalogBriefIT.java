package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.lab.LabOptions;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Scenario.Preset;
import dev.wiregauge.scenario.Scenario.WireLimit;
import dev.wiregauge.scenario.ScenarioReader;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every shipped scenario from its proof to its report, in one lab that they share, one mode and
/// one block of the shortest trials each: that it runs, not what it measures.
///
/// `cli.CatalogIT` is the longer form, through the command line and with more modes.
@RequiresLab
@Timeout(180)
class CatalogBriefIT {
    private static final List<Mode> MODES = List.of(Mode.BGP, Mode.VXLAN);

    @TempDir private static Path dir;
    private static Testbed lab;

    @BeforeAll
    static void place() {
        LabTestbed placed =
                new LabTestbed(
                        LabOptions.STANDARD,
                        AgentProgram.installed(),
                        new Journals(dir.resolve("journals"))
                                .open(TestRun.newId(), "test", Instant.now()));
        lab = placed;
        placed.place(everyPodAndService(), _ -> {});
    }

    @AfterAll
    static void remove() {
        lab.close();
    }

    private static TestbedPlan everyPodAndService() {
        Map<String, PodRequest> pods = new LinkedHashMap<>();
        Map<String, ServiceRequest> services = new LinkedHashMap<>();
        for (String name : ScenarioReader.CATALOG) {
            TestbedPlan plan = Cast.plan(ScenarioReader.find(name).withModes(MODES));
            plan.pods().forEach(pod -> pods.put(pod.name(), pod));
            plan.services().forEach(service -> services.put(service.name(), service));
        }
        return new TestbedPlan(List.copyOf(pods.values()), List.copyOf(services.values()), true);
    }

    @ParameterizedTest
    @CsvSource({
        "services, VXLAN, 60ms",
        "same-node, BGP, 60ms",
        "under-load, BGP, 400ms",
        "rate-sweep, VXLAN, 600ms",
        "message-sizes, BGP, 60ms",
        "many-flows, VXLAN, 100ms",
        "wire-limited, VXLAN, 200ms",
        "soak, BGP, 200ms",
        "compare-modes, BGP, 60ms"
    })
    void everyCellHasNumbersOrAReasonAndThereIsAReport(String name, Mode mode, String duration) {
        Scenario brief = brief(ScenarioReader.find(name), mode, duration);
        RunFolder folder = RunFolder.create(dir.resolve(name));
        Run run = measure(brief, folder);
        assertThat(run.proofs()).isNotEmpty().allMatch(proof -> proof.verdict().passed());
        assertThat(run.proofs()).extracting(WireProof::mode).contains(mode);
        List<Trial> trials = folder.readTrials();
        assertThat(trials.stream().map(Trial::cell).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(planned(brief));
        trials.forEach(trial -> NumbersOrReason.check(folder, trial));
        assertThat(trials).anyMatch(trial -> trial.verdict().passed());
        assertThat(ReportFiles.write(folder, Comparison.of(folder))).isNotEmptyFile();
        assertTheFloorStandsBesideLatencies(run, folder);
    }

    /// Or the run says why there is none: a machine may be too busy to take it.
    private static void assertTheFloorStandsBesideLatencies(Run run, RunFolder folder) {
        if (folder.readTrials().stream().noneMatch(trial -> trial.histogram().isPresent())) {
            assertThat(folder.readFloors()).isEmpty();
        } else if (folder.readFloors().isEmpty()) {
            assertThat(run.notes()).anyMatch(note -> note.contains("floor"));
        } else {
            String floor = "floor of the instrument (" + folder.readFloors().getFirst().name();
            assertThat(folder.root().resolve(RunFolder.REPORT)).content().contains(floor);
            assertThat(folder.root().resolve(ReportFiles.SUMMARY)).content().contains(floor);
        }
    }

    /// Of its standard preset, which measures everything that the others do.
    private static Scenario brief(Scenario whole, Mode mode, String duration) {
        Duration measured = Duration.ofMillis(Long.parseLong(duration.replace("ms", "")));
        Timing timing = new Timing(Duration.ofMillis(20), measured, Duration.ofMillis(20));
        List<Workload> workloads = whole.workloads(whole.preset("standard"));
        return new Scenario(
                whole.name(),
                whole.title(),
                List.of(mode),
                whole.paths(),
                workloads,
                // one of them is enough to see that it is measured
                whole.name().equals("under-load"),
                whole.congestionControl(),
                whole.wireLimit().map(limit -> new WireLimit(limit.bitsPerSecond(), 1, timing)),
                whole.variants(),
                whole.placement(),
                whole.sockets(),
                Map.of("brief", new Preset(1, timing)),
                "brief");
    }

    private static List<Cell> planned(Scenario scenario) {
        return RunPlan.of(scenario, scenario.preset("brief"), 1, true).distinctCells();
    }

    private static Run measure(Scenario scenario, RunFolder folder) {
        RunSettings settings =
                new RunSettings(
                        "tcat",
                        scenario,
                        "brief",
                        Optional.empty(),
                        1,
                        dir,
                        List.of("run", scenario.name()),
                        "test",
                        Budget.UNLIMITED);
        return new RunFlow(
                        settings,
                        alreadyPlaced(lab),
                        new Silent(),
                        dir.resolve("measuring.lock"),
                        Clock.systemUTC(),
                        new SecureRandom())
                .run(folder);
    }

    /// The lab, for which a run has nothing left to place.
    private static Testbed alreadyPlaced(Testbed placed) {
        return (Testbed)
                Proxy.newProxyInstance(
                        Testbed.class.getClassLoader(),
                        new Class<?>[] {Testbed.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("place")) {
                                return null;
                            }
                            try {
                                return method.invoke(placed, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static final class Silent implements RunListener {
        @Override
        public void step(String what) {}

        @Override
        public void proved(WireProof proof) {}

        @Override
        public void measured(Trial trial, int done, int total, Duration left) {}

        @Override
        public void note(String what) {}
    }
}
