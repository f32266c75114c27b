package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.ProbeAnswer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/// What a node's ICMP errors say of it: the recorded firewall's evidence with other words.
@Timeout(20)
class FilterRulesTest {
    private final String recorded =
            RecordJson.write(RecordedEvidence.of("host-firewall"), Evidence.class);

    private static List<Finding> findings(String evidence) {
        return Judge.findings(RecordJson.read(evidence, Evidence.class));
    }

    @Test
    void aProhibitionNamesAFirewall() {
        assertThat(recorded).contains("EHOSTUNREACH from ", ProbeAnswer.PROHIBITED);
        assertThat(findings(recorded).getFirst().id()).isEqualTo("F36");
    }

    /// A router whose neighbour does not answer says the same but for the reason.
    @Test
    void anUnreachableHostIsNoFirewall() {
        String unreachable = recorded.replace(ProbeAnswer.PROHIBITED, "");
        assertThat(findings(unreachable)).extracting(Finding::id).doesNotContain("F36");
        assertThat(findings(unreachable)).isNotEmpty();
    }

    /// As ufw and `iptables -j REJECT` have it: the port of a pod, refused by its node.
    @Test
    void aRefusalByTheNodeInThePodsNameIsAFirewall() {
        String refused =
                recorded.replaceAll(
                        "EHOSTUNREACH from ([0-9.]+)" + ProbeAnswer.PROHIBITED,
                        "ECONNREFUSED from $1");
        assertThat(findings(refused).getFirst().id()).isEqualTo("F36");
    }
}
