package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// What could not be checked is said, and never taken for a fault of the network or for health.
@RequiresLab
@Timeout(180)
class LostAgentsIT {
    @TempDir private Path journals;

    @Test
    void anAgentThatEndedAndANodeThatHangsAreSaid() {
        try (DiagnosedLab lab = DiagnosedLab.build(LabShape.VXLAN, journals)) {
            lab.signal("vxlan-2", "KILL");
            Evidence withoutPod = lab.collect();
            assertThat(ExpectedFinding.aboveInfo(withoutPod)).isEmpty();
            assertThat(withoutPod.notChecked())
                    .extracting(NotChecked::what)
                    .contains("the kernel of vxlan-2", "vxlan-1 -> vxlan-2", "paths to vxlan-2");

            lab.signal("node2", "STOP");
            Evidence withoutNode = lab.collect();
            assertThat(ExpectedFinding.aboveInfo(withoutNode)).isEmpty();
            assertThat(withoutNode.notChecked())
                    .extracting(NotChecked::what)
                    .contains(
                            "the kernel of node2",
                            "the wire at node2 (F11, F12, F14, F50)",
                            "node1 -> node2");
            assertThat(withoutNode.notChecked())
                    .filteredOn(each -> each.what().equals("the kernel of node2"))
                    .extracting(NotChecked::why)
                    .allMatch(why -> why.contains("did not answer"));
        }
    }
}
