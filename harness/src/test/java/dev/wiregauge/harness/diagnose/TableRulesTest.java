package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/// Recorded evidence of a healthy lab, with counters as full tables move them.
@Timeout(30)
class TableRulesTest {
    private static List<Finding> findings(String pattern, String replacement) {
        Evidence healthy = RecordedEvidence.of("healthy");
        String json = RecordJson.write(healthy, Evidence.class);
        String changed = json.replaceAll(pattern, replacement);
        assertThat(changed).isNotEqualTo(json);
        return new TableRules()
                .judge(new View(RecordJson.read(changed, Evidence.class)), path -> false).stream()
                        .map(Diagnosed::finding)
                        .toList();
    }

    @Test
    void isSilentWhereTablesHaveRoom() {
        assertThat(new TableRules().judge(new View(RecordedEvidence.of("healthy")), path -> false))
                .isEmpty();
    }

    @Test
    void namesDroppedFlowsAtTheNodeThatDroppedThem() {
        List<Finding> findings =
                findings("(\"counters\":\\{\"node\\d\":\\{)", "$1\"conntrack.drop\":7,");
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F41");
                    assertThat(finding.place()).startsWith("node");
                    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(finding.evidence().getFirst())
                            .startsWith("counter of " + finding.place())
                            .contains("conntrack.drop moved by 7");
                });
    }

    /// As when flows were dropped while Services were called, and no path's own window saw any.
    @Test
    void namesWhatMovedAtAnyTimeOfTheDiagnosis() {
        assertThat(
                        findings(
                                "\"notChecked\"",
                                "\"moved\":{\"node2\":{\"conntrack.drop\":9,"
                                        + "\"arp_cache.table_fulls\":4}},$0"))
                .extracting(Finding::id, Finding::place, each -> each.evidence().getFirst())
                .containsExactly(
                        tuple(
                                "F41",
                                "node2",
                                "counter of node2: conntrack.drop moved by 9 during the diagnosis"),
                        tuple(
                                "F52",
                                "node2",
                                "counter of node2: arp_cache.table_fulls moved by 4 during the diagnosis"));
    }

    @Test
    void twoFlowsThatWantOneTranslationAreNoFullTable() {
        assertThat(
                        findings(
                                "\"notChecked\"",
                                "\"moved\":{\"node2\":{\"conntrack.drop\":2,"
                                        + "\"conntrack.insert_failed\":2}},$0"))
                .isEmpty();
    }

    /// The recorded nodes have no counters of their own.
    @Test
    void warnsOfATableThatIsNearlyFull() {
        String limit = "\"netfilter/nf_conntrack_max\":\"\\d+\"";
        assertThat(findings(limit, "\"netfilter/nf_conntrack_max\":\"0\""))
                .as("0 is no limit")
                .isEmpty();
        assertThat(
                        findings(
                                "(\"counters\":\\{)(\\},\"filters\")",
                                "$1\"conntrack.count\":262000$2"))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("F41", Severity.WARNING), tuple("F41", Severity.WARNING));
    }

    @Test
    void namesNeighboursThatWereRefused() {
        assertThat(findings("(\"counters\":\\{\"node\\d\":\\{)", "$1\"arp_cache.table_fulls\":3,"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F52");
                    assertThat(finding.fix()).contains("gc_thresh3=8192");
                });
    }

    /// The count is the machine's, whichever namespace the node is.
    @Test
    void warnsOfANeighbourTableThatIsNearlyFull() {
        String both = "(\"sysctls\":\\{)([^}]*\\},\"counters\":\\{)(\\},\"filters\")";
        String with = "$1\"ipv4/neigh/default/gc_thresh3\":\"1024\",$2\"arp_cache.entries\":%d$3";
        assertThat(findings(both, with.formatted(1000)))
                .extracting(Finding::id, Finding::severity)
                .containsExactly(tuple("F52", Severity.WARNING), tuple("F52", Severity.WARNING));
        assertThat(findings(both, with.formatted(900))).isEmpty();
    }
}
