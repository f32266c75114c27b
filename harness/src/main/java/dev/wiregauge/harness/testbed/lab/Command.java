package dev.wiregauge.harness.testbed.lab;

import java.util.ArrayList;
import java.util.List;

/// One run of an external program.
///
/// @param input what it reads on standard input; may be empty
record Command(List<String> arguments, String input) {
    Command {
        arguments = List.copyOf(arguments);
    }

    static Command of(String... arguments) {
        return new Command(List.of(arguments), "");
    }

    /// Lines for `ip`, applied in one process inside a namespace.
    static Command ip(String namespace, List<String> lines) {
        return new Command(List.of("ip", "-n", namespace, "-batch", "-"), lines(lines));
    }

    /// Lines for `ip` outside of any namespace.
    static Command ip(List<String> lines) {
        return new Command(List.of("ip", "-batch", "-"), lines(lines));
    }

    static Command bridge(String namespace, List<String> lines) {
        return new Command(List.of("bridge", "-n", namespace, "-batch", "-"), lines(lines));
    }

    static Command tc(String namespace, List<String> lines) {
        return new Command(List.of("tc", "-n", namespace, "-batch", "-"), lines(lines));
    }

    /// @param settings such as `net.ipv4.ip_forward=1`
    static Command sysctl(String namespace, List<String> settings) {
        List<String> arguments = new ArrayList<>(inside(namespace));
        arguments.addAll(List.of("sysctl", "-q", "-w"));
        arguments.addAll(settings);
        return new Command(arguments, "");
    }

    static Command nft(String namespace, String rules) {
        List<String> arguments = new ArrayList<>(inside(namespace));
        arguments.addAll(List.of("nft", "-f", "-"));
        return new Command(arguments, rules);
    }

    /// The prefix that runs a program in a namespace's network alone: half the cost of `ip netns
    /// exec`, which mounts another sysfs as well.
    private static List<String> inside(String namespace) {
        return List.of("nsenter", "--net=/run/netns/" + namespace);
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /// As a person would type it.
    @Override
    public String toString() {
        String line = String.join(" ", arguments);
        return input.isEmpty() ? line : line + " <<EOF\n" + input + "EOF";
    }
}
