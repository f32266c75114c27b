package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.evidence.DiagnosisCast;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Mode;

import java.util.Arrays;
import java.util.List;

/// The labs that faults are shown in, the smallest first.
@SuppressWarnings("ImmutableEnumChecker") // records and copies of lists are
enum LabShape {
    VXLAN(LabOptions.STANDARD, Mode.VXLAN),
    PLAIN_AND_IPIP(LabOptions.STANDARD, Mode.BGP, Mode.IPIP),
    CROSS_SUBNET(LabOptions.STANDARD, Mode.VXLAN_CROSS_SUBNET),
    DNS(LabOptions.STANDARD.withDns(true), Mode.VXLAN),
    ROUTED(LabOptions.STANDARD.withUnderlay(LabOptions.Underlay.L3), Mode.VXLAN);

    private final LabOptions options;
    private final List<Mode> modes;

    LabShape(LabOptions options, Mode... modes) {
        this.options = options;
        this.modes = List.of(modes);
    }

    LabOptions options() {
        return options;
    }

    List<Mode> modes() {
        return modes;
    }

    /// The first that can show all of these at once.
    ///
    /// @throws EnvironmentException of the last, if none can
    static LabShape smallestFor(String... faults) {
        EnvironmentException last = new EnvironmentException("no lab");
        for (LabShape shape : values()) {
            try {
                LabTopology topology = shape.topology();
                Arrays.stream(faults)
                        .forEach(fault -> LabFaults.find(fault).injection().steps(topology));
                return shape;
            } catch (EnvironmentException lacksSomething) {
                last = lacksSomething;
            }
        }
        throw last;
    }

    private LabTopology topology() {
        return LabTopology.of("dryrun", options, new DiagnosisCast(modes, options.nodes()).plan());
    }
}
