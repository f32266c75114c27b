package dev.wiregauge.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Network namespaces for one test, removed with it.
public final class Namespaces implements AutoCloseable {
    private final String prefix;
    private final List<String> made = new ArrayList<>();

    /// @param prefix of every name, unique to the test
    public Namespaces(String prefix) {
        this.prefix = prefix + "-" + ProcessHandle.current().pid() + "-";
    }

    /// Without root the test is skipped, but on CI it must run.
    public static void requireRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI must run this test as root");
        }
        assumeTrue(root, "needs root, to make network namespaces");
    }

    public String add(String name) {
        String full = prefix + name;
        run("ip", "netns", "add", full);
        made.add(full);
        run("ip", "-n", full, "link", "set", "lo", "up");
        return full;
    }

    /// Runs `ip` inside a namespace.
    public static void ip(String namespace, String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(Arrays.asList(arguments.split(" ", -1)));
        run(command.toArray(String[]::new));
    }

    /// @return standard output
    public static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        made.forEach(name -> run("ip", "netns", "del", name));
    }
}
