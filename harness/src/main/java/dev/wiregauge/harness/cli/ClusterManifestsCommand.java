package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.kubernetes.ScheduledRun;
import dev.wiregauge.scenario.ScenarioException;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Prints what runs a scenario in the cluster itself.
@Command(
        name = "manifests",
        description =
                "Print a Job or CronJob, with its rights, that runs a scenario in the cluster.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The image must hold Wiregauge itself: wiregauge cluster image --with-harness.",
            "Short results (summary.md, junit.xml, run.json, trials.jsonl) go into a ConfigMap named like the pod,",
            "whole run folders onto a volume if --claim names one.",
            "",
            "Examples:",
            "  wiregauge cluster manifests compare-modes | kubectl apply -f -",
            "  wiregauge cluster manifests diagnose --schedule @daily | kubectl apply -f -",
            "  kubectl -n wiregauge get configmaps -l wiregauge.dev/results"
        })
final class ClusterManifestsCommand implements Callable<Integer> {
    private static final String DIAGNOSE = "diagnose";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "SCENARIO",
            completionCandidates = Candidates.Scenarios.class,
            description = "A name of 'wiregauge scenarios', or diagnose.")
    private String scenario = "";

    @Option(
            names = "--schedule",
            paramLabel = "CRON",
            description = "Run on this schedule, such as '30 3 * * *' (default: once).")
    private Optional<String> schedule = Optional.empty();

    @Option(
            names = "--claim",
            paramLabel = "NAME",
            description = "Keep whole run folders on this PersistentVolumeClaim.")
    private Optional<String> claim = Optional.empty();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "How long and how often: quick, standard, thorough.")
    private Optional<String> preset = Optional.empty();

    @Mixin private KubernetesFlags flags = new KubernetesFlags();

    @Override
    public Integer call() {
        String where = flags.options().namespace().orElse("wiregauge");
        ScheduledRun run =
                ScheduledRun.of(
                        flags.options().withNamespace(Optional.empty()),
                        where,
                        arguments(),
                        schedule.map(this::checked),
                        claim,
                        flags.wantsPools());
        spec.commandLine().getOut().print(run.yaml());
        spec.commandLine().getOut().flush();
        return ExitCode.PASS;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (scenario.equals(DIAGNOSE)) {
            arguments.add(DIAGNOSE);
        } else if (ScenarioReader.CATALOG.contains(scenario)) {
            arguments.addAll(List.of("run", scenario));
            preset.ifPresent(name -> arguments.addAll(List.of("--preset", name)));
        } else {
            throw new ScenarioException(
                    "scenario \"%s\" is not in the image, allowed: diagnose, %s"
                            .formatted(scenario, String.join(", ", ScenarioReader.CATALOG)));
        }
        arguments.addAll(flags.asTyped());
        return arguments;
    }

    /// Five fields; what stands in them the API server checks.
    private String checked(String cron) {
        if (!cron.startsWith("@") && cron.strip().split("\\s+", -1).length != 5) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--schedule is \"%s\", allowed: five fields such as '30 3 * * *', or @daily"
                            .formatted(cron));
        }
        return cron.strip();
    }
}
