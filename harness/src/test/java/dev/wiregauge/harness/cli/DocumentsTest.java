package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Holds what documents and help texts say against the program: every command line that is shown
/// parses, every file that is linked exists, the reference is the program's.
///
/// After a change to a command: `./mvnw -pl harness -am test -Dtest=DocumentsTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dwiregauge.reference=write`.
@Timeout(60)
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path REFERENCE = ROOT.resolve("docs/reference/commands.md");

    /// A line of a code block, or a span of code, that begins with the program, perhaps behind a
    /// prompt, a pipe, sudo or the source of a shell.
    private static final Pattern SHOWN =
            Pattern.compile(
                    "(?:^|[`|(]|sudo )\\s*(?:\\$ |# )?(?:\\./|bin/)?wiregauge ([^`|>)#\\n]*)",
                    Pattern.MULTILINE);

    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /// What the launcher of a checkout does itself, before the program is built.
    private static final String SETUP = "setup";

    private final CommandLine program = Main.commandLine();

    @Test
    void everyCommandLineInADocumentParses() throws IOException {
        int found = 0;
        for (Path document : documents()) {
            String oneLineEach = Files.readString(document).replaceAll("\\\\\\n\\s*", "");
            Matcher shown = SHOWN.matcher(oneLineEach);
            while (shown.find()) {
                found++;
                // behind a line, apart from it, may stand what it does
                assertParses(shown.group(1).split(" {2,}", 2)[0], document.toString());
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    @Test
    void everyExampleInAHelpTextParses() {
        int found = assertExamplesParse(program.getCommandSpec());
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void theSearchForCommandLinesFindsAWrongOne() {
        Matcher shown = SHOWN.matcher("text\n```\nsudo ./wiregauge compair --modes bgp\n```\n");
        assertThat(shown.find()).isTrue();
        assertThat(problem(shown.group(1))).contains("compair");
        assertThat(problem("compare --mode bgp")).contains("--mode");
        assertThat(problem("compare --modes bgp,vxlan")).isEmpty();
    }

    @Test
    void everyLinkedFileExists() throws IOException {
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                assertThat(document.resolveSibling(link.group(1)))
                        .as("linked from " + document)
                        .exists();
            }
        }
    }

    @Test
    void theReferenceOfCommandsIsTheProgramsOwn() throws IOException {
        String page = CommandReference.of(program.getCommandSpec());
        if ("write".equals(System.getProperty("wiregauge.reference"))) {
            Files.writeString(REFERENCE, page);
        }
        assertThat(Files.readString(REFERENCE)).isEqualTo(page);
    }

    @Test
    void theReferenceOfScenarioFilesIsTheSchemasAndTheTemplates() throws IOException {
        Path reference = ROOT.resolve("docs/reference/scenario.md");
        String page =
                ScenarioReference.of(
                        ROOT.resolve("docs/schema/scenario.schema.json"),
                        ScenarioCommand.template("my-scenario"));
        if ("write".equals(System.getProperty("wiregauge.reference"))) {
            Files.writeString(reference, page);
        }
        assertThat(Files.readString(reference)).isEqualTo(page);
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        documents.add(ROOT.resolve("README.md"));
        documents.add(ROOT.resolve("CONTRIBUTING.md"));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private int assertExamplesParse(CommandSpec command) {
        int found = 0;
        for (String line : command.usageMessage().footer()) {
            if (line.startsWith("  wiregauge ")) {
                found++;
                // behind the line, apart from it, stands what it does
                String shown = line.strip().substring("wiregauge ".length()).split("  ", 2)[0];
                assertParses(shown.split("[|>]", 2)[0], command.qualifiedName() + " --help");
            }
        }
        for (CommandLine child : command.subcommands().values()) {
            found += assertExamplesParse(child.getCommandSpec());
        }
        return found;
    }

    private void assertParses(String arguments, String where) {
        assertThat(problem(arguments)).as("wiregauge " + arguments + " in " + where).isEmpty();
    }

    /// Why the program would refuse this line, or nothing.
    private String problem(String arguments) {
        String[] words = arguments.strip().split("\\s+");
        if (words[0].equals(SETUP) || words[0].equals("COMMAND")) {
            return "";
        }
        try {
            program.parseArgs(words);
            return "";
        } catch (MissingParameterException e) {
            // `wiregauge report` in running text only names the command
            return isCommand(words) ? "" : String.valueOf(e.getMessage());
        } catch (ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private boolean isCommand(String... words) {
        CommandLine command = program;
        for (String word : words) {
            CommandLine child = command.getSubcommands().get(word);
            if (child == null) {
                return false;
            }
            command = child;
        }
        return true;
    }
}
