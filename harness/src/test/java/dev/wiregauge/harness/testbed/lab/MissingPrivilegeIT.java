package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Agents that may do less than usual say what cannot be checked, and a fault that is hidden by
/// that is never taken for health.
@RequiresLab
@Timeout(180)
class MissingPrivilegeIT {
    private static final String[] FILTERS = {
        "the packet filters at node1 (F48)", "the packet filters at node2 (F48)"
    };
    private static final String[] WIRE = {
        "the wire at node1 (F11, F12, F14, F50)", "the wire at node2 (F11, F12, F14, F50)"
    };

    @TempDir private Path folder;

    /// Rules in both packet filters, which `two-rule-backends` makes.
    @Test
    void withoutNetAdminThePacketFiltersAreNotChecked() throws IOException {
        Evidence evidence = collect("net_admin", "two-rule-backends");
        assertThat(ExpectedFinding.aboveInfo(evidence)).isEmpty();
        assertThat(evidence.notChecked()).extracting(NotChecked::what).contains(FILTERS);
        assertThat(evidence.notChecked())
                .allSatisfy(each -> {
                    // the second where the kernel keeps filters from TCP sockets, as 6.18 does
                    assertThat(each.what())
                            .matches("the packet filters at .*|TCP \\d+ node. -> node.");
                    assertThat(each.why()).contains("CAP_NET_ADMIN");
                });
    }

    /// A port of the underlay that is blocked, which only captures on both sides can tell from a
    /// drop inside a node.
    @Test
    void withoutNetRawTheWireIsNotChecked() throws IOException {
        Evidence evidence = collect("net_raw", "vxlan-port-blocked");
        assertThat(ExpectedFinding.aboveInfo(evidence))
                .as("named without the wire")
                .noneMatch(finding -> finding.id().matches("F1[124]|F50"));
        assertThat(evidence.notChecked()).extracting(NotChecked::what).contains(WIRE);
        assertThat(evidence.notChecked())
                .filteredOn(each -> each.what().startsWith("the wire"))
                .extracting(NotChecked::why)
                .allMatch(why -> why.contains("ermi"));
    }

    private Evidence collect(String missing, String fault) throws IOException {
        try (DiagnosedLab lab =
                DiagnosedLab.build(
                        LabShape.VXLAN.options(),
                        LabShape.VXLAN.modes(),
                        agentWithout(missing),
                        folder)) {
            return lab.collectWith(fault);
        }
    }

    /// The installed agent, on a `java` that gives the capability up.
    private AgentProgram agentWithout(String capability) throws IOException {
        AgentProgram installed = AgentProgram.installed();
        Path java = folder.resolve("java-without-" + capability);
        Files.writeString(
                java,
                "#!/bin/sh\nexec setpriv --bounding-set=-%1$s --inh-caps=-%1$s -- %2$s \"$@\"\n"
                        .formatted(capability, installed.java()));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return new AgentProgram(java, installed.classPath());
    }
}
