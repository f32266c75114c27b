package dev.wiregauge.report.findings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

@Timeout(10)
class SourcesSeenTest {
    private static final End POD = new End("pod-1", "node1", "10.244.1.2");
    private static final End NODE = new End("node1", "node1", "192.0.2.1");

    private static Echoes echoes(String servedBy, String... peers) {
        Map<String, Integer> seen =
                List.of(peers).stream().collect(Collectors.toMap(peer -> peer, _ -> 1));
        return new Echoes(
                "",
                peers.length,
                peers.length,
                peers.length,
                Map.of(servedBy, peers.length),
                seen,
                Map.of(),
                Optional.empty());
    }

    private static PathEvidence path(Path kind, End from, Echoes echoes) {
        return new PathEvidence(
                kind,
                Optional.of(Mode.BGP),
                from,
                new End("server", "node2", "10.244.2.2"),
                Optional.empty(),
                Optional.of(echoes),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private static ServiceCall call(String service, End from, String peer) {
        return new ServiceCall(service, from, "node2", "192.0.2.2", 30_000, echoes("pod-2", peer));
    }

    private static List<SourcesSeen.Row> rows(
            boolean natOutgoing, List<PathEvidence> paths, List<ServiceCall> calls) {
        return SourcesSeen.of(
                new Evidence(
                        Evidence.SCHEMA_VERSION,
                        new Intent(
                                "lab",
                                List.of(
                                        new NodeIntent("node1", "192.0.2.1", "eth0", ""),
                                        new NodeIntent("node2", "192.0.2.2", "eth0", "")),
                                List.of(),
                                List.of(
                                        service("ports", ServiceKind.NODE_PORT),
                                        service("local", ServiceKind.LOCAL_NODE_PORT)),
                                natOutgoing),
                        paths,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(calls),
                        Optional.empty(),
                        List.of()));
    }

    private static ServiceIntent service(String name, ServiceKind kind) {
        return new ServiceIntent(name, "10.96.0.9", 80, Mode.BGP, List.of(), Optional.of(kind));
    }

    @Test
    void everyFlowIsHeldAgainstItsOwnPromise() {
        List<SourcesSeen.Row> rows =
                rows(
                        true,
                        List.of(
                                path(Path.POD_POD_CROSS_NODE, POD, echoes("pod-2", "10.244.1.2")),
                                path(Path.POD_SELF_SERVICE, POD, echoes("pod-1", "192.0.2.1")),
                                path(Path.POD_NODE, POD, echoes("node2", "192.0.2.1")),
                                path(Path.NODE_POD, NODE, echoes("pod-2", "192.0.2.1"))),
                        List.of(
                                call("ports", POD, "192.0.2.2"),
                                call("ports", NODE, "192.0.2.2"),
                                call("local", NODE, "192.0.2.1")));
        assertThat(rows)
                .extracting(SourcesSeen.Row::flow)
                .containsExactly(
                        "pod to pod, other node",
                        "pod to itself by ClusterIP",
                        "pod to a node's port",
                        "other node to a node's port",
                        "other node to a port, policy Local",
                        "node to pod",
                        "pod to outside all pools");
        assertThat(rows).allMatch(SourcesSeen.Row::asExpected);
    }

    @Test
    void aRewrittenPodIsNotAsPromised() {
        assertThat(
                        rows(
                                true,
                                List.of(
                                        path(
                                                Path.POD_POD_CROSS_NODE,
                                                POD,
                                                echoes("pod-2", "10.244.1.2", "192.0.2.1"))),
                                List.of()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.asExpected()).isFalse();
                    assertThat(row.seenAs()).isEqualTo("its own address, its node");
                });
    }

    @Test
    void withoutNatOutgoingPodsLeaveAsThemselves() {
        PathEvidence bare = path(Path.POD_NODE, POD, echoes("node2", "10.244.1.2"));
        assertThat(rows(false, List.of(bare), List.of())).allMatch(SourcesSeen.Row::asExpected);
        assertThat(rows(true, List.of(bare), List.of())).noneMatch(SourcesSeen.Row::asExpected);
    }

    @Test
    void amongOtherBackendsAMeetingWithItselfIsHairpin() {
        PathEvidence among =
                path(Path.POD_SERVICE, POD, echoes("pod-1", "10.244.1.2", "192.0.2.1"));
        assertThat(rows(true, List.of(among), List.of()))
                .extracting(SourcesSeen.Row::flow)
                .contains("pod to itself by ClusterIP");
    }
}
