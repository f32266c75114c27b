package dev.wiregauge.harness.cli;

import dev.wiregauge.report.gate.BaselineStore;
import dev.wiregauge.report.gate.Gate;
import dev.wiregauge.report.gate.GateJson;
import dev.wiregauge.report.gate.GateJunit;
import dev.wiregauge.report.gate.GateMarkdown;
import dev.wiregauge.report.gate.GateResult;
import dev.wiregauge.report.gate.GateSarif;
import dev.wiregauge.report.gate.GateSide;
import dev.wiregauge.report.gate.GateText;
import dev.wiregauge.report.gate.Policy;
import dev.wiregauge.report.gate.PolicyReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

/// Did this change make the network slower: yes, no, or cannot tell.
@Command(
        name = "gate",
        description = "Compare a candidate run with a baseline by a policy, for CI.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The default policy compares ratios between modes; a value that got twice as bad in all of",
            "them is told in a note, and judged by rules with 'against: absolute'.",
            "",
            "Exit codes: 0 pass or improvement, 1 regression, 2 wrong input, 4 inconclusive or no data.",
            "",
            "Examples:",
            "  wiregauge gate runs/before runs/after",
            "  wiregauge gate main runs/after --policy policy.yaml --junit gate.xml --sarif gate.sarif",
            "  wiregauge gate runs/with-variants                the other variants against the first",
            "  wiregauge gate --print-policy > policy.yaml      a start for a policy of one's own"
        })
final class GateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BASELINE",
            description =
                    "A saved baseline's name, a run folder, a run.json, or a directory of runs."
                            + " Alone: a run with variants, judged against its first.")
    private Optional<String> baseline = Optional.empty();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CANDIDATE",
            description = "The same; usually the newest run folder.")
    private Optional<String> candidate = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "What may change and by how much (default: built in, see --print-policy).")
    private Optional<Path> policy = Optional.empty();

    @Option(names = "--print-policy", description = "Print the built-in policy and end.")
    private boolean printPolicy;

    @Option(
            names = "--baselines",
            paramLabel = "DIR",
            defaultValue = BaselineStore.DEFAULT_FOLDER,
            description = "Where named baselines lie (default: ${DEFAULT-VALUE}).")
    private Path baselines = Path.of(BaselineStore.DEFAULT_FOLDER);

    @Option(
            names = "--assume-cv",
            paramLabel = "SHARE",
            description =
                    "Spread between runs to assume, such as 0.03, where the history is shorter than"
                            + " 5 runs.")
    private Optional<Double> assumedCv = Optional.empty();

    @Option(
            names = "--ignore-environment",
            description = "Compare runs of unlike machines all the same.")
    private boolean ignoreEnvironment;

    @Option(names = "--all", description = "Show passed checks too.")
    private boolean all;

    @Option(names = "--json", description = "Print the result as JSON instead of text.")
    private boolean json;

    @Option(names = "--quiet", description = "Print the verdict's sentence only.")
    private boolean quiet;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write it for a pull request.")
    private Optional<Path> markdown = Optional.empty();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML.")
    private Optional<Path> junit = Optional.empty();

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write SARIF 2.1.0.")
    private Optional<Path> sarif = Optional.empty();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (printPolicy) {
            out.print(PolicyReader.standardText());
            out.flush();
            return ExitCode.PASS;
        }
        GateResult result = judge();
        if (json) {
            out.print(GateJson.render(result));
        } else {
            out.print(quiet ? result.sentence() + "\n" : GateText.render(result, all));
        }
        out.flush();
        String policyFile = policy.map(Path::toString).orElse("policy.yaml");
        markdown.ifPresent(file -> OutputFile.write(file, GateMarkdown.render(result)));
        junit.ifPresent(file -> OutputFile.write(file, GateJunit.render(result)));
        sarif.ifPresent(file -> OutputFile.write(file, GateSarif.render(result, policyFile)));
        return switch (result.outcome()) {
            case PASS, IMPROVEMENT -> ExitCode.PASS;
            case REGRESSION -> ExitCode.FAILED;
            case INCONCLUSIVE, NO_DATA -> ExitCode.INCONCLUSIVE;
        };
    }

    private GateResult judge() {
        Policy rules = policy.map(PolicyReader::read).orElseGet(PolicyReader::standard);
        BaselineStore store = new BaselineStore(baselines);
        GateSide before = GateSide.load(store.find(required(baseline, "BASELINE")));
        if (candidate.isEmpty()) {
            return new Gate(rules, ignoreEnvironment, cv()).judgeVariants(before);
        }
        GateSide after = GateSide.load(store.find(required(candidate, "CANDIDATE")));
        return new Gate(rules, ignoreEnvironment, cv()).judge(before, after);
    }

    private String required(Optional<String> parameter, String label) {
        return parameter.orElseThrow(() ->
                new ParameterException(
                        spec.commandLine(), "Missing " + label + ": gate BASELINE CANDIDATE"));
    }

    private OptionalDouble cv() {
        if (assumedCv.isEmpty()) {
            return OptionalDouble.empty();
        }
        double share = assumedCv.get();
        if (!(share > 0 && share < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--assume-cv is " + share + ", allowed: between 0 and 1");
        }
        return OptionalDouble.of(share);
    }
}
