package dev.wiregauge.harness.testbed;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The agent as a program on this machine: where its jar lies and the command line that starts it.
///
/// The harness starts the agent and never calls its classes; it only asks the class path where they
/// are.
///
/// @param java the `java` launcher
/// @param classPath the agent's self-contained jar (or, in an IDE, directories and jars)
public record AgentProgram(Path java, String classPath) {
    private static final String MAIN = "dev.wiregauge.agent.Main";
    private static final String DNS = "dev.wiregauge.agent.lab.ClusterDns";
    private static final String DELAY_WIRE = "dev.wiregauge.agent.lab.DelayWire";
    private static final String KEEPER = "dev.wiregauge.agent.lab.Keeper";

    /// The agent that came with this harness, on the Java that runs this harness.
    ///
    /// @throws EnvironmentException if the agent is not on the class path
    public static AgentProgram installed() {
        URL main = AgentProgram.class.getResource("/" + MAIN.replace('.', '/') + ".class");
        if (main == null) {
            throw new EnvironmentException(
                    "the agent program is missing from this installation: build it again");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new AgentProgram(java, classPathOf(main));
    }

    private static String classPathOf(URL main) {
        if (!main.getProtocol().equals("jar")) {
            return System.getProperty("java.class.path");
        }
        String inside = main.getPath();
        try {
            return Path.of(new URI(inside.substring(0, inside.indexOf('!')))).toString();
        } catch (URISyntaxException e) {
            throw new EnvironmentException("cannot find the agent program at " + main, e);
        }
    }

    /// The one file to carry elsewhere.
    ///
    /// @throws EnvironmentException if the agent is not packed into a jar
    public Path jar() {
        if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
            throw new EnvironmentException(
                    "the agent is not packed into a jar: run ./mvnw package first");
        }
        return Path.of(classPath);
    }

    /// Command line of a JMH program with the agent's benchmarks and its classes, which lie beside
    /// its jar and on nobody's class path; empty where this installation has none.
    public Optional<List<String>> benchmarks() {
        if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
            return Optional.empty();
        }
        Path beside = Path.of(classPath).resolveSibling("bench");
        if (!Files.isDirectory(beside)) {
            return Optional.empty();
        }
        return Optional.of(
                List.of(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        // its tables are written in the words of a locale
                        "-Duser.language=en",
                        // two calibrations at once disturb each other, but need not fail
                        "-Djmh.ignoreLock=true",
                        "-cp",
                        beside.resolve("*") + File.pathSeparator + classPath,
                        "org.openjdk.jmh.Main"));
    }

    /// Command line of a measuring agent. C2 stays on and the heap holds one histogram and one
    /// capture chunk.
    public List<String> agent(String name, String node, List<String> more) {
        List<String> command = jvm("-Xms32m", "-Xmx128m", MAIN);
        command.addAll(List.of("--name", name, "--node", node));
        command.addAll(more);
        return command;
    }

    /// Command line of an agent on this machine that reads capture files: the heap holds the flows
    /// of a large one.
    public List<String> inspector() {
        List<String> command = jvm("-Xms64m", "-Xmx256m", MAIN);
        command.addAll(List.of("--name", "inspector", "--node", "local"));
        return command;
    }

    /// Command line of the lab's keeper.
    public List<String> keeper(List<String> arguments) {
        List<String> command = jvm("-Xms16m", "-Xmx32m", KEEPER);
        command.addAll(arguments);
        return command;
    }

    /// Command line of the lab's DNS server.
    public List<String> dns(List<String> arguments) {
        List<String> command = jvm("-Xms16m", "-Xmx32m", DNS);
        command.addAll(arguments);
        return command;
    }

    /// Command line of a lab's delay wire.
    public List<String> delayWire(List<String> arguments) {
        List<String> command = jvm("-Xms32m", "-Xmx64m", DELAY_WIRE);
        command.addAll(arguments);
        return command;
    }

    private List<String> jvm(String least, String most, String mainClass) {
        return new ArrayList<>(
                List.of(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        least,
                        most,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        mainClass));
    }
}
