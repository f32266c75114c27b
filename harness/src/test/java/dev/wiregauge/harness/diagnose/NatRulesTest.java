package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.scenario.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Map;
import java.util.Optional;

@Timeout(20)
class NatRulesTest {
    /// With a second fault on the way back, such as a stale VTEP, no answer says whom the server
    /// saw.
    @Test
    void aMissingMasqueradeIsNamedByTheWireWhereNoAnswerComesBack() {
        Evidence recorded = RecordedEvidence.of("masquerade-missing");
        Evidence silent =
                RecordedEvidence.with(
                        recorded,
                        recorded.paths().stream()
                                .map(path -> path.kind() == Path.POD_NODE ? silent(path) : path)
                                .toList(),
                        recorded.kernels());
        assertThat(Judge.findings(silent))
                .anySatisfy(finding -> {
                    assertThat(finding.id()).isEqualTo("F38");
                    assertThat(finding.place()).isEqualTo("node2");
                    assertThat(finding.evidence().getFirst()).startsWith("wire, vxlan-2");
                });
    }

    private static PathEvidence silent(PathEvidence path) {
        return new PathEvidence(
                path.kind(),
                path.mode(),
                path.from(),
                path.to(),
                path.wire(),
                path.echoes().map(NatRulesTest::unanswered),
                path.mtu(),
                path.tcp(),
                path.fragmented(),
                path.wireguard(),
                path.ports(),
                path.counters());
    }

    private static Echoes unanswered(Echoes echoes) {
        return new Echoes(
                echoes.localAddress(),
                echoes.sent(),
                0,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }
}
