package dev.wiregauge.harness.testbed.kubernetes;

import java.util.List;
import java.util.function.Supplier;

/// How the agent gets into a pod, and what follows from it for the pod.
///
/// Whatever the way, the container's first process only waits, and the agent is started beside it
/// by exec.
public sealed interface AgentDelivery {
    /// The image holds the agent.
    record InImage(String image) implements AgentDelivery {}

    /// Any image with Java 25; the agent's jar is copied in by exec, which needs `sh` and `cat`.
    record ByExec(String image) implements AgentDelivery {}

    /// Any image with Java 25, also without a shell; the agent's classes are mounted from
    /// ConfigMaps.
    ///
    /// @param jars file names of the parts, each a jar of its own
    record ByConfigMap(String image, List<String> jars) implements AgentDelivery {
        public ByConfigMap {
            jars = List.copyOf(jars);
        }
    }

    /// What the user may ask for.
    enum Choice {
        /// [InImage] for an image called `wiregauge-agent`, else [ByConfigMap].
        AUTO,
        IMAGE,
        EXEC,
        CONFIGMAP
    }

    /// Where a copied or mounted agent lies.
    String DIRECTORY = "/wiregauge-agent";

    /// Where our own image holds it.
    String IMAGE_JAR = "/wiregauge/agent.jar";

    String COPIED_JAR = DIRECTORY + "/agent.jar";

    String image();

    /// @param parts file names of the agent's parts, asked for only if they are needed
    static AgentDelivery of(Choice choice, String image, Supplier<List<String>> parts) {
        return switch (choice) {
            case IMAGE -> new InImage(image);
            case EXEC -> new ByExec(image);
            case CONFIGMAP -> new ByConfigMap(image, parts.get());
            case AUTO -> isOurs(image) ? new InImage(image) : new ByConfigMap(image, parts.get());
        };
    }

    private static boolean isOurs(String image) {
        String name = image.substring(image.lastIndexOf('/') + 1);
        return name.equals("wiregauge-agent") || name.matches("wiregauge-agent[:@].*");
    }

    default String classPath() {
        return switch (this) {
            case InImage _ -> IMAGE_JAR;
            case ByExec _ -> COPIED_JAR;
            case ByConfigMap(String _, List<String> jars) ->
                    String.join(":", jars.stream().map(jar -> DIRECTORY + "/" + jar).toList());
        };
    }

    /// The container's first process: ends on TERM, does nothing before.
    default List<String> idleCommand() {
        return switch (this) {
            case InImage _, ByConfigMap _ ->
                    List.of(
                            "java",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx8m",
                            "-cp",
                            classPath(),
                            "dev.wiregauge.agent.Pause");
            case ByExec _ ->
                    List.of(
                            "sh",
                            "-c",
                            "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done");
        };
    }
}
