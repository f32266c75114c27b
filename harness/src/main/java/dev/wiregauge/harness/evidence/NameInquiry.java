package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.result.evidence.DnsEvidence;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Lets one pod of every node look names up: DNS may work on one node and not on another.
final class NameInquiry {
    /// A server that drops every second query cannot hide.
    private static final int ROUNDS = 20;

    /// A healthy answer takes under a millisecond, on a busy machine some tens; a resolver would
    /// wait 5 s.
    private static final int PATIENCE_MILLIS = 400;

    private final Testbed testbed;
    private final DiagnosisCast cast;
    private final Inquiry inquiry;

    NameInquiry(Testbed testbed, DiagnosisCast cast, Inquiry inquiry) {
        this.testbed = testbed;
        this.cast = cast;
        this.inquiry = inquiry;
    }

    /// Absent where the testbed has no DNS.
    Optional<List<DnsEvidence>> collect() {
        if (testbed.names().isEmpty() || cast.modes().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(testbed.names());
        Mode mode = cast.modes().getFirst();
        names.add(1, DiagnosisCast.service(mode));
        cast.modeOfFurtherKinds()
                .ifPresent(
                        first -> names.add(2, DiagnosisCast.further(first, ServiceKind.HEADLESS)));
        List<Callable<Optional<DnsEvidence>>> tasks = new ArrayList<>();
        for (int node = 0; node < testbed.nodes().size(); node++) {
            AgentHandle pod = testbed.podAgent(DiagnosisCast.pod(mode, node));
            tasks.add(() ->
                    inquiry.ask(
                                    pod,
                                    new Probe.LookUp(names, ROUNDS, PATIENCE_MILLIS),
                                    ProbeAnswer.Names.class,
                                    "names from " + pod.name())
                            .map(ProbeAnswer.Names::evidence));
        }
        return Optional.of(SideBySide.run(tasks).stream().flatMap(Optional::stream).toList());
    }
}
