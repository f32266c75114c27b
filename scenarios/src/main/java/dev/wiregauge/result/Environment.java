package dev.wiregauge.result;

import java.util.List;
import java.util.Map;

/// What the numbers depend on, as the machines themselves said.
///
/// @param settings sysctls and the like that matter, by name
public record Environment(
        String kernel,
        String architecture,
        String cpuModel,
        int cpus,
        long memoryBytes,
        String javaVersion,
        String operatingSystem,
        List<NodeFacts> nodes,
        Map<String, String> settings) {

    public Environment {
        nodes = List.copyOf(nodes);
    }

    /// @param address on the underlay
    /// @param uplink the interface that faces the underlay
    /// @param uplinkMtuBytes MTU of that interface
    public record NodeFacts(
            String name, String address, String uplink, int uplinkMtuBytes, String kernel) {}
}
