package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.DnsEvidence;
import dev.wiregauge.result.evidence.DnsEvidence.Lookup;
import dev.wiregauge.result.evidence.DnsEvidence.Query;
import dev.wiregauge.result.evidence.DnsEvidence.Repeated;
import dev.wiregauge.result.evidence.DnsEvidence.Resolver;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.Intent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

@Timeout(10)
class DnsRulesTest {
    private static final String SERVER = "10.96.0.10";
    private static final Resolver RESOLVER =
            new Resolver(
                    List.of(SERVER),
                    List.of("ns.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                    5);

    private static Query query(String name, String transport, String outcome) {
        boolean found = outcome.equals("NOERROR");
        return new Query(name, "A", SERVER, transport, outcome, false, found ? 1 : 0, 500);
    }

    private static Lookup lookup(String name, String... outcomes) {
        List<Query> queries =
                IntStream.range(0, outcomes.length)
                        .mapToObj(i -> query(name + ".suffix" + i + ".", "UDP", outcomes[i]))
                        .toList();
        boolean found = List.of(outcomes).contains("NOERROR");
        return new Lookup(name, found ? List.of("10.96.0.1") : List.of(), queries, 1);
    }

    private static DnsEvidence names(List<Lookup> lookups, int answered, String overTcp) {
        return new DnsEvidence(
                "pod-1",
                "node1",
                RESOLVER,
                lookups,
                Optional.of(
                        new Repeated(
                                "kubernetes.default.svc.cluster.local.",
                                SERVER,
                                20,
                                answered,
                                answered < 20 ? Map.of(Query.TIMEOUT, 20 - answered) : Map.of(),
                                Optional.empty())),
                Optional.of(query("kubernetes.default.svc.cluster.local.", "TCP", overTcp)));
    }

    private static DnsEvidence healthy() {
        return names(List.of(lookup("kubernetes.default", "NXDOMAIN", "NOERROR")), 20, "NOERROR");
    }

    private static List<Finding> judge(DnsEvidence... names) {
        return Judge.findings(
                new Evidence(
                        Evidence.SCHEMA_VERSION,
                        new Intent("lab", List.of(), List.of(), List.of(), true),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(List.of(names)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void missesOfTheSearchListAreNoFault() {
        Lookup outside =
                lookup(
                        "wiregauge.invalid",
                        IntStream.range(0, 8).mapToObj(_ -> "NXDOMAIN").toArray(String[]::new));
        assertThat(judge(healthy())).isEmpty();
        assertThat(judge(names(List.of(outside), 20, "NOERROR"))).isEmpty();
    }

    @Test
    void moreSuffixesThanTheClustersOwnAreNamed() {
        Lookup outside =
                lookup(
                        "wiregauge.invalid",
                        IntStream.range(0, 12).mapToObj(_ -> "NXDOMAIN").toArray(String[]::new));
        assertThat(judge(names(List.of(outside), 20, "NOERROR")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F51");
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.evidence().getFirst()).contains("12 different queries");
                });
    }

    @Test
    void queriesAskedAgainDoNotCountAsDifferent() {
        Lookup retried =
                new Lookup(
                        "wiregauge.invalid",
                        List.of(),
                        IntStream.range(0, 20)
                                .mapToObj(_ -> query("wiregauge.invalid.", "UDP", Query.TIMEOUT))
                                .toList(),
                        1);
        assertThat(judge(names(List.of(retried, lookup("a", "NOERROR")), 20, "NOERROR"))).isEmpty();
    }

    @Test
    void lostQueriesMeanSlowLookups() {
        DnsEvidence losing =
                names(
                        List.of(lookup("kubernetes.default", Query.TIMEOUT, "NOERROR")),
                        10,
                        "NOERROR");
        assertThat(judge(losing)).extracting(Finding::id).containsExactly("F39");
        assertThat(judge(losing).getFirst().evidence()).anyMatch(line -> line.contains("over TCP"));
        DnsEvidence unlucky =
                names(List.of(lookup("kubernetes.default", "NOERROR")), 19, "NOERROR");
        assertThat(judge(unlucky)).as("one of 20 is a busy machine's").isEmpty();
    }

    @Test
    void refusalAndSilenceHaveDifferentCauses() {
        DnsEvidence refused =
                names(
                        List.of(lookup("kubernetes.default", "ECONNREFUSED from " + SERVER)),
                        0,
                        "ECONNREFUSED (local)");
        DnsEvidence silent =
                names(List.of(lookup("kubernetes.default", Query.TIMEOUT)), 0, Query.TIMEOUT);
        assertThat(judge(refused)).extracting(Finding::id).containsExactly("F60");
        assertThat(judge(refused).getFirst().cause()).startsWith("refused");
        assertThat(judge(silent)).extracting(Finding::id).containsExactly("F60");
        assertThat(judge(silent).getFirst().cause()).startsWith("silence");
        assertThat(judge(healthy(), silent).getFirst().place())
                .as("only one node's pod hears nothing")
                .endsWith("from node1");
    }

    @Test
    void tcpThatFailsIsWorseWhereAnswersAreTruncated() {
        DnsEvidence whole =
                names(List.of(lookup("kubernetes.default", "NOERROR")), 20, Query.TIMEOUT);
        Lookup truncated =
                new Lookup(
                        "many",
                        List.of(),
                        List.of(
                                new Query("many.", "A", SERVER, "UDP", "NOERROR", true, 0, 1),
                                query("many.", "TCP", Query.TIMEOUT)),
                        1);
        DnsEvidence cut =
                names(
                        List.of(lookup("kubernetes.default", "NOERROR"), truncated),
                        20,
                        Query.TIMEOUT);
        assertThat(judge(whole)).extracting(Finding::id).containsExactly("F61");
        assertThat(judge(whole).getFirst().severity()).isEqualTo(Severity.WARNING);
        assertThat(judge(cut).getFirst().severity()).isEqualTo(Severity.ERROR);
        assertThat(judge(cut).getFirst().evidence()).anyMatch(line -> line.contains("many"));
    }

    @Test
    void shortNamesThatAreNotFoundPointAtTheSearchList() {
        DnsEvidence lacking =
                names(
                        List.of(
                                lookup("kubernetes.default", "NXDOMAIN"),
                                lookup("kubernetes.default.svc.cluster.local.", "NOERROR")),
                        20,
                        "NOERROR");
        assertThat(judge(lacking)).extracting(Finding::id).containsExactly("F62");
        assertThat(judge(healthy())).extracting(Finding::id).doesNotContain("F62");
    }
}
