package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.findings.FindingsHtml;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;

/// The page of each recorded fault marks the station where the fault was put.
@Timeout(60)
class RecordedReportTest {
    @ParameterizedTest
    @CsvSource({
        "pmtud-black-hole, 'routes, filters, NAT of node1, routes, filters, NAT of node2'",
        "l2-mtu-mismatch, underlay",
        "stale-pod-mtu, pod bgp-2 of node2",
        "tunnel-mtu-too-large, tunl0 of node1",
        "protocol-4-blocked, underlay",
        "vxlan-port-blocked, underlay (direction node2 -&gt; node1)",
        "wrong-route-device, 'routes, filters, NAT of node1 (direction node1 -&gt; node2)'",
        "vtep-mac-mismatch, vxlan.calico of node1 (direction node1 -&gt; node2)",
        "duplicate-pod-ip, pod bgp-2 of node2",
        "ip-forward-off, 'routes, filters, NAT of node2'",
        "hairpin-broken, Service vxlan-service of node2",
        "dead-backend, Service vxlan-service of node1",
        "random-loss, eth0 of node2 (direction node2 -&gt; node1)",
        "uplink-down, eth0 of node2",
        "duplicate-node-mac, 'eth0 of node1, eth0 of node2'"
    })
    void marksTheStationOfTheFault(String fault, String station) {
        Evidence evidence = RecordedEvidence.of(fault);
        Diagnosis diagnosis =
                new Diagnosis(
                        Diagnosis.SCHEMA_VERSION,
                        "d1",
                        "0",
                        "lab",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        new Diagnosis.Settings(List.of(), 2, Severity.ERROR, List.of(fault)),
                        evidence.paths().size(),
                        Judge.findings(evidence),
                        evidence.notChecked(),
                        Judge.advice(evidence));
        assertThat(new FindingsHtml().page(diagnosis, evidence))
                .contains("the fault sits at: " + station);
    }
}
