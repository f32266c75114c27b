package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Writing scenarios of one's own.
@Command(
        name = "scenario",
        description = "Write a scenario of your own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ScenarioCommand.New.class},
        footer = {
            "",
            "Examples:",
            "  wiregauge scenario new short-requests              writes short-requests.yaml",
            "  wiregauge run ./short-requests.yaml --dry-run"
        })
final class ScenarioCommand implements Runnable {
    private static final String TEMPLATE = "/dev/wiregauge/scenario-template.yaml";
    private static final String SCHEMA = "scenario.schema.json";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// The commented file, for a scenario of this name.
    static String template(String name) {
        return resource(TEMPLATE).replace("my-scenario", name);
    }

    private static String resource(String path) {
        try (InputStream in = ScenarioCommand.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program cannot read " + path, e);
        }
    }

    @Command(
            name = "new",
            description = "Write a commented scenario file; an existing file is never overwritten.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  wiregauge scenario new short-requests",
                "  wiregauge scenario new short-requests --out scenarios/short-requests.yaml"
            })
    static final class New implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Parameters(
                paramLabel = "NAME",
                description = "Lower-case letters, digits and hyphens; names the run folders too.")
        private String name = "";

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Where to write it (default: NAME.yaml in this directory).")
        private Optional<Path> out = Optional.empty();

        @Override
        public void run() {
            if (!Scenario.isName(name)) {
                throw new ParameterException(
                        spec.commandLine(), "NAME is " + name + ", allowed: " + Scenario.NAMES);
            }
            Path file = out.orElseGet(() -> Path.of(name + ".yaml"));
            String text = template(name);
            ScenarioReader.parse(file.toString(), text);
            write(file, text);
            Path schema = file.resolveSibling(SCHEMA);
            if (!Files.exists(schema)) {
                write(schema, resource("/dev/wiregauge/" + SCHEMA));
            }
            String shown = file.getParent() == null ? "./" + file : file.toString();
            PrintWriter printer = spec.commandLine().getOut();
            printer.println("wrote " + shown);
            printer.println("Editors complete and check its fields by " + schema);
            printer.println("Try it with:  wiregauge run " + shown + " --dry-run");
            printer.flush();
        }

        private void write(Path file, String text) {
            try {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw new ParameterException(
                        spec.commandLine(), file + " exists already; it is left as it is", e);
            } catch (IOException e) {
                throw new EnvironmentException(file + " cannot be written: " + e, e);
            }
        }
    }
}
