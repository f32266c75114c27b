package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/// With passwords TCP 179 is silent to a probe: a session that stands tells that it is not blocked.
@Timeout(20)
class BgpSessionRuleTest {
    private final Evidence blocked = RecordedEvidence.of("bgp-port-blocked");

    private List<String> idsWithSessionsTo(List<String> peers) {
        String json = RecordJson.write(blocked, Evidence.class);
        String list = "\"bgpPeers\":" + peers.stream().map(each -> "\"" + each + "\"").toList();
        String with = json.replace("\"filters\":", list + ",\"filters\":");
        assertThat(with).isNotEqualTo(json);
        return Judge.findings(RecordJson.read(with, Evidence.class)).stream()
                .map(Finding::id)
                .toList();
    }

    @Test
    void silenceIsABlockedPortOnlyWithoutASession() {
        List<String> nodes = blocked.intent().nodes().stream().map(node -> node.address()).toList();
        assertThat(idsWithSessionsTo(List.of())).contains("F23");
        assertThat(idsWithSessionsTo(nodes)).doesNotContain("F23");
    }
}
