package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the commands that docs/kubernetes.md shows on the double: those that measure as far as
/// their plan, those that build or remove as far as their arguments.
@Timeout(120)
class KubernetesDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/kubernetes.md");
    private static final Pattern COMMAND = Pattern.compile("\\./wiregauge ([^`|#\\n]*)");
    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
    private static final Set<String> PLANNED = Set.of("compare", "run");
    private static final Set<String> PARSED = Set.of("diagnose");

    @TempDir private Path directory;

    @Test
    void everyCommandOfTheDocumentRuns() throws IOException {
        List<String> ran = new ArrayList<>();
        try (ApiServerDouble server = new ApiServerDouble(new LoopbackNetwork(), directory)) {
            server.addNode("node-1", "127.0.0.1");
            server.addNode("node-2", "127.0.0.1");
            String kubeconfig = server.kubeconfig(directory).toString();
            Matcher matcher = COMMAND.matcher(Files.readString(DOCUMENT));
            while (matcher.find()) {
                List<String> arguments = words(matcher.group(1));
                arguments.addAll(List.of("--kubeconfig", kubeconfig));
                adapt(arguments);
                MainTest.Result result = MainTest.run(arguments.toArray(String[]::new));
                assertThat(result.exitCode()).as(arguments + "\n" + result.err()).isZero();
                ran.add(matcher.group(1));
            }
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
        assertThat(ran).hasSizeGreaterThan(12).anyMatch(command -> command.startsWith("diagnose"));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group().replace("'", ""));
        }
        return words;
    }

    private static void adapt(List<String> arguments) {
        String command = arguments.getFirst();
        String both = command + " " + arguments.get(1);
        // a stock image gets the agent's jar, which a run of tests alone does not pack
        boolean planned = PLANNED.contains(command) && !arguments.contains("--image");
        if (planned && !arguments.contains("--dry-run")) {
            arguments.add("--dry-run");
        } else if (both.equals("cluster image") || command.equals("clean")) {
            arguments.subList(arguments.size() - 2, arguments.size()).clear();
            arguments.add("--help");
        } else if (PARSED.contains(command) || arguments.contains("--image")) {
            arguments.add("--help");
        }
    }
}
