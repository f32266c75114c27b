package dev.wiregauge.report.findings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding.Severity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

@Timeout(10)
class FaultPlaceTest {
    private static final List<String> NODES = List.of("node1", "node2", "node10");

    @ParameterizedTest
    @CsvSource({
        "underlay node1 -> node2, UNDERLAY, node1 node2",
        "Service vxlan-service on node2, SERVICE, node2",
        "node2 uplink eth0, UPLINK, node2",
        "node1 and node10 uplinks, UPLINK, node1 node10",
        "node1 VXLAN tables, TUNNEL, node1",
        "tunl0 on node1, TUNNEL, node1",
        "pods on node2, POD, node2",
        "pod bgp-2 on node2, POD, node2",
        "node1 routes, NODE, node1",
        "every node, NODE, node1 node2 node10"
    })
    void isReadFromThePlaceOfAFinding(String place, Hop hop, String nodes) {
        FaultPlace read =
                FaultPlace.of(SampleDiagnosis.finding("F00", Severity.ERROR, place), NODES);
        assertThat(read.hop()).isEqualTo(hop);
        assertThat(read.nodes()).isEqualTo(Set.of(nodes.split(" ")));
    }

    @Test
    void evidenceIsSplitIntoWhoSaysItAndWhat() {
        assertThat(EvidenceLine.of("kernel of node1: net.ipv4.ip_forward = 0"))
                .isEqualTo(new EvidenceLine("kernel", "node1", "net.ipv4.ip_forward = 0"));
        assertThat(EvidenceLine.of("probe a -> b: 3 of 4"))
                .isEqualTo(new EvidenceLine("probe", "a -> b", "3 of 4"));
        assertThat(EvidenceLine.of("nobody knows: why"))
                .isEqualTo(new EvidenceLine("fact", "", "nobody knows: why"));
    }

    @Test
    void twoViewsAreOfTwoKindsOrElseOfTwoPlaces() {
        List<EvidenceLine> lines =
                List.of(
                        EvidenceLine.of("kernel of node1: one MAC"),
                        EvidenceLine.of("kernel of node2: another MAC"),
                        EvidenceLine.of("probe a -> b: silent"));
        assertThat(EvidenceLine.views(lines)).containsExactly(lines.get(0), lines.get(2));
        assertThat(EvidenceLine.views(lines.subList(0, 2))).isEqualTo(lines.subList(0, 2));
        assertThat(EvidenceLine.views(lines.subList(0, 1))).isEqualTo(lines.subList(0, 1));
    }
}
