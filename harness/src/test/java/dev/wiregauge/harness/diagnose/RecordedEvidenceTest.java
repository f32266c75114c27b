package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges what real labs showed: each fault is named, at its place, and nothing else is.
@Timeout(60)
class RecordedEvidenceTest {
    private static Evidence recorded(String name) {
        return RecordedEvidence.of(name);
    }

    private static List<Finding> aboveInfo(Evidence evidence) {
        return Judge.findings(evidence).stream()
                .filter(finding -> finding.severity() != Finding.Severity.INFO)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"healthy", "healthy-on-a-busy-machine", "healthy-with-dns"})
    void isSilentOnHealthyLabs(String name) {
        assertThat(aboveInfo(recorded(name))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pmtud-black-hole, F02, every node, both",
        "l2-mtu-mismatch, F03, underlay, node1 -> node2",
        "hidden-outer-fragmentation, F04, every node, both",
        "stale-pod-mtu, F05, pods on node2, both",
        "tunnel-mtu-too-large, F06, tunl0 on node1, both",
        "protocol-4-blocked, F11, underlay, both",
        "vxlan-port-blocked, F12, underlay, node2 -> node1",
        "second-vxlan-same-port, F13, node2, both",
        "source-check, F14, underlay, both",
        "bgp-port-blocked, F23, underlay, both",
        "block-on-two-nodes, F24, node1 routes, node1 -> node2",
        "wrong-route-device, F26, node1 routes, node1 -> node2",
        "asymmetric-encapsulation, F26, node2 routes, node2 -> node1",
        "route-missing, F28, node1 routes, node1 -> node2",
        "vtep-mac-mismatch, F29, node1 VXLAN tables, node1 -> node2",
        "duplicate-pod-ip, F30, on node2, both",
        "ip-forward-off, F33, node2, both",
        "rp-filter-drop, F35, node2, both",
        "host-firewall, F36, node2, both",
        "pod-traffic-masqueraded, F37, node2, both",
        "masquerade-all, F37, Service vxlan-service, both",
        "masquerade-missing, F38, node2, node2 -> outside",
        "hairpin-broken, F43, Service vxlan-service on node2, both",
        "two-rule-backends, F48, node2, both",
        "dead-backend, F49, Service vxlan-service, both",
        "backend-never-chosen, F49, Service vxlan-service, both",
        "target-port-mismatch, F49, Service vxlan-service, both",
        "policy-drop, F50, node2, both",
        "vtep-address-stale, F53, node1 VXLAN tables, node1 -> node2",
        "random-loss, F54, node2, node2 -> node1",
        "rate-limit, F55, node2 uplink, node2 -> others",
        "uplink-down, F56, node2 uplink, both",
        "duplicate-node-mac, F57, node2, both",
        "dns-drops-every-second, F39, DNS server 198.19.0.2, both",
        "dns-search-amplification, F51, resolv.conf of pods, both",
        "dns-blocked, F60, DNS server 198.19.0.2, both",
        "dns-server-dead, F60, DNS server 198.19.0.2, both",
        "dns-truncation-tcp-blocked, F61, DNS server 198.19.0.2, both",
        "dns-search-missing, F62, resolv.conf of pods, both"
    })
    void namesTheFaultAtItsPlaceAndNothingElse(
            String fault, String id, String place, String direction) {
        List<Finding> findings = aboveInfo(recorded(fault));

        assertThat(findings).extracting(Finding::id).containsExactly(id);
        assertThat(findings.getFirst().place()).contains(place);
        assertThat(findings.getFirst().direction()).contains(direction);
        assertThat(findings.getFirst().evidence()).isNotEmpty();
    }

    @Test
    void evidenceSurvivesBeingWrittenAndRead() {
        Evidence evidence = recorded("healthy");
        String json = RecordJson.write(evidence, Evidence.class);
        assertThat(RecordJson.read(json, Evidence.class)).isEqualTo(evidence);
    }

    @Test
    void withoutAnyEvidenceNothingIsFoundAndNothingThrown() {
        Evidence full = recorded("vxlan-port-blocked");
        Evidence none =
                new Evidence(
                        Evidence.SCHEMA_VERSION,
                        full.intent(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        List.of(new NotChecked("everything", "no agent answered")));
        assertThat(Judge.findings(none)).isEmpty();
    }
}
