package dev.wiregauge.agent;

import dev.wiregauge.agent.traffic.Starvation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The agent's command line.
///
/// @param name the agent's own: of its pod, or of its node for a node agent
/// @param node the node it runs on
/// @param deadMan longest silence on standard input before the agent ends itself
/// @param mostWaitPercent of a window that a measuring thread may wait for a CPU
record AgentOptions(String name, String node, Duration deadMan, int mostWaitPercent) {
    static final String USAGE =
            "usage: java --enable-native-access=ALL-UNNAMED -cp agent.jar dev.wiregauge.agent.Main"
                    + " --name NAME --node NODE [--dead-man SECONDS]"
                    + " [--most-wait PERCENT]";

    private static final Set<String> KNOWN =
            Set.of("--name", "--node", "--dead-man", "--most-wait");
    private static final Duration DEFAULT_DEAD_MAN = Duration.ofSeconds(60);
    private static final long MAX_DEAD_MAN_SECONDS = Duration.ofDays(1).toSeconds();

    /// @throws IllegalArgumentException with one line that names the option and what is allowed
    static AgentOptions parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i])) {
                throw new IllegalArgumentException(
                        "unknown option "
                                + arguments[i]
                                + ", allowed: --name, --node, --dead-man, --most-wait");
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option " + arguments[i] + " lacks its value");
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new AgentOptions(
                required(values, "--name"),
                required(values, "--node"),
                Duration.ofSeconds(
                        number(
                                values,
                                "--dead-man",
                                DEFAULT_DEAD_MAN.toSeconds(),
                                MAX_DEAD_MAN_SECONDS)),
                (int) number(values, "--most-wait", Starvation.DEFAULT_WAIT_PERCENT, 100));
    }

    private static String required(Map<String, String> values, String option) {
        String value = values.getOrDefault(option, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("option " + option + " is required");
        }
        return value;
    }

    private static long number(
            Map<String, String> values, String option, long otherwise, long most) {
        String text = values.get(option);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}")
                || Long.parseLong(text) < 1
                || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(
                    "option " + option + " is \"" + text + "\", allowed: 1 to " + most);
        }
        return Long.parseLong(text);
    }
}
