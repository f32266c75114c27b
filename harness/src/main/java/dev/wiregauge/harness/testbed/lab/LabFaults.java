package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.json.Names;

import java.util.List;
import java.util.stream.Stream;

/// The faults that a lab can be given.
public final class LabFaults {
    private static final List<LabFault> ALL =
            Stream.of(
                            MtuFaults.ALL,
                            WireFaults.ALL,
                            DelayFaults.ALL,
                            AddressFaults.ALL,
                            RouteFaults.ALL,
                            NodeFaults.ALL,
                            ServiceFaults.ALL,
                            DnsFaults.ALL)
                    .flatMap(List::stream)
                    .toList();

    private LabFaults() {}

    /// What a user or a test must know of a fault.
    ///
    /// @param catalogueId the fault's number in docs/faults.md, or empty
    /// @param place such as `second-node`: where the diagnosis must point
    public record Summary(String id, String catalogueId, String title, String place) {}

    public static List<Summary> all() {
        return ALL.stream()
                .map(fault ->
                        new Summary(
                                fault.id(),
                                fault.catalogueId(),
                                fault.title(),
                                Names.kebab(fault.place().name())))
                .toList();
    }

    /// @throws EnvironmentException if there is none of that name
    static LabFault find(String id) {
        return ALL.stream()
                .filter(fault -> fault.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new EnvironmentException(
                                "fault is "
                                        + id
                                        + ", allowed: "
                                        + ALL.stream().map(LabFault::id).toList()));
    }
}
