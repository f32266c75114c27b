package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class ServiceCallRulesTest {
    private static final End NODE_1 = new End("node1", "node1", "192.0.2.1");
    private static final End NODE_2 = new End("node2", "node2", "192.0.2.2");
    private static final End POD = new End("pod-2", "node2", "10.244.2.2");

    private static ServiceIntent service(ServiceKind kind, String... backends) {
        return new ServiceIntent(
                "web", "10.96.0.20", 80, Mode.BGP, List.of(backends), Optional.of(kind));
    }

    private static ServiceCall call(
            End from, String via, Map<String, Integer> servedBy, String peerSeen) {
        int answered = servedBy.values().stream().mapToInt(Integer::intValue).sum();
        return new ServiceCall(
                "web",
                from,
                via,
                "192.0.2.9",
                30_001,
                new Echoes(
                        from.address(),
                        24,
                        answered,
                        answered,
                        servedBy,
                        answered == 0 ? Map.of() : Map.of(peerSeen, answered),
                        Map.of(),
                        Optional.empty()));
    }

    private static List<Finding> judge(ServiceIntent service, ServiceCall... calls) {
        return Samples.findings(
                Samples.evidence(
                        Samples.intent(service), Map.of(), Optional.empty(), List.of(calls)));
    }

    @Test
    void portsOfNodesThatAnswerMasqueradedAreHealthy() {
        Map<String, Integer> both = Map.of("pod-1", 11, "pod-2", 13);
        assertThat(
                        judge(
                                service(ServiceKind.NODE_PORT, "pod-1", "pod-2"),
                                call(NODE_2, "node1", both, "192.0.2.1"),
                                call(NODE_1, "node2", both, "192.0.2.2")))
                .isEmpty();
    }

    @Test
    void aPortThatIsSilentOnOneNodeIsNamedThere() {
        assertThat(
                        judge(
                                service(ServiceKind.NODE_PORT, "pod-1", "pod-2"),
                                call(NODE_2, "node1", Map.of("pod-1", 24), "192.0.2.1"),
                                call(NODE_1, "node2", Map.of(), "")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F63");
                    assertThat(finding.place()).isEqualTo("node2");
                });
    }

    @Test
    void silenceOfALocalPolicyWhereNoPodIsIsByDesign() {
        assertThat(
                        judge(
                                service(ServiceKind.LOCAL_NODE_PORT, "pod-1"),
                                call(NODE_2, "node1", Map.of("pod-1", 24), "192.0.2.2"),
                                call(NODE_1, "node2", Map.of(), "")))
                .isEmpty();
    }

    @Test
    void silenceOfALocalPolicyWhereAPodIsIsAFault() {
        assertThat(
                        judge(
                                service(ServiceKind.LOCAL_NODE_PORT, "pod-1"),
                                call(NODE_2, "node1", Map.of(), ""),
                                call(NODE_1, "node2", Map.of(), "")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F44");
                    assertThat(finding.place()).isEqualTo("node1");
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                });
    }

    @Test
    void rewrittenClientsAndForeignAnswersShowThatTheLocalPolicyIsIgnored() {
        ServiceIntent service = service(ServiceKind.LOCAL_NODE_PORT, "pod-1");
        List<Finding> rewritten =
                judge(service, call(NODE_2, "node1", Map.of("pod-1", 24), "192.0.2.1"));
        List<Finding> foreign =
                judge(service, call(NODE_1, "node2", Map.of("pod-1", 24), "192.0.2.1"));
        assertThat(rewritten).extracting(Finding::id).containsExactly("F44");
        assertThat(rewritten.getFirst().severity()).isEqualTo(Severity.WARNING);
        assertThat(foreign).extracting(Finding::id).containsExactly("F44");
    }

    @Test
    void oneClientOfAStickyServiceMeetsOnePod() {
        ServiceIntent service = service(ServiceKind.STICKY, "pod-1", "pod-2");
        assertThat(judge(service, call(POD, "", Map.of("pod-1", 24), "10.244.2.2"))).isEmpty();
        assertThat(judge(service, call(POD, "", Map.of("pod-1", 11, "pod-2", 13), "10.244.2.2")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F47");
                    assertThat(finding.place()).isEqualTo("Service web");
                });
    }

    @Test
    void clientsOfANodeWithoutAnEndpointOfAnInternalLocalServiceAreNamed() {
        ServiceIntent service = service(ServiceKind.INTERNAL_LOCAL, "pod-1");
        assertThat(
                        judge(
                                service,
                                call(NODE_1, "", Map.of("pod-1", 24), "192.0.2.1"),
                                call(NODE_2, "", Map.of(), "")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F66");
                    assertThat(finding.place()).isEqualTo("node2");
                    assertThat(finding.evidence().toString()).contains("no pod of it is on node2");
                });
    }

    @Test
    void anInternalLocalServiceThatServesEveryNodeIsHealthy() {
        assertThat(
                        judge(
                                service(ServiceKind.INTERNAL_LOCAL, "pod-1", "pod-2"),
                                call(NODE_1, "", Map.of("pod-1", 24), "192.0.2.1"),
                                call(NODE_2, "", Map.of("pod-2", 24), "192.0.2.2")))
                .isEmpty();
    }

    /// Then it is no matter of the policy.
    @Test
    void anInternalLocalServiceThatServesNobodyIsNotTakenForItsPolicy() {
        assertThat(
                        judge(
                                service(ServiceKind.INTERNAL_LOCAL, "pod-1"),
                                call(NODE_1, "", Map.of(), ""),
                                call(NODE_2, "", Map.of(), "")))
                .noneMatch(finding -> finding.id().equals("F66"));
    }
}
