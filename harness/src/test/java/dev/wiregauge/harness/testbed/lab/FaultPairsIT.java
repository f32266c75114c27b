package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.lab.ExpectedFinding.Outcome;
import dev.wiregauge.result.Finding;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two faults at once: both are named, and nothing else is.
@RequiresLab
@Tag("full")
@Timeout(600)
class FaultPairsIT {
    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("stale-pod-mtu", "masquerade-missing"),
                    new Pair("vxlan-port-blocked", "two-rule-backends"),
                    new Pair("random-loss", "stale-pod-mtu"),
                    new Pair("hidden-outer-fragmentation", "masquerade-missing"),
                    new Pair("pod-mtu-too-large", "dead-backend"),
                    new Pair("policy-drop", "second-vxlan-same-port"),
                    new Pair("rate-limit", "backend-never-chosen"),
                    new Pair("masquerade-all", "stale-pod-mtu"),
                    new Pair("route-missing", "two-rule-backends"),
                    new Pair("pod-traffic-masqueraded", "fragments-dropped"),
                    new Pair("ip-forward-off", "second-vxlan-same-port"),
                    new Pair("pmtud-black-hole", "masquerade-missing"),
                    new Pair("vtep-mac-mismatch", "masquerade-missing"),
                    new Pair("hairpin-broken", "random-loss"),
                    new Pair("protocol-4-blocked", "bgp-port-blocked"),
                    new Pair("protocol-4-blocked", "source-check"),
                    new Pair("source-check", "tunnel-mtu-too-large"));

    /// `-Dwiregauge.pairs=a,b` keeps to pairs with one of these.
    private static final String ONLY = System.getProperty("wiregauge.pairs", "");

    @TempDir private Path journals;

    private record Pair(String one, String other) {
        boolean has(String... faults) {
            return List.of(faults).contains(one) || List.of(faults).contains(other);
        }

        List<ExpectedFinding> expected() {
            return List.of(ExpectedFinding.of(one), ExpectedFinding.of(other));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothOfEveryPairAreNamed(LabShape shape) {
        List<Pair> here =
                PAIRS.stream()
                        .filter(pair -> ONLY.isEmpty() || pair.has(ONLY.split(",", -1)))
                        .filter(pair -> LabShape.smallestFor(pair.one(), pair.other()) == shape)
                        .toList();
        if (here.isEmpty()) {
            return;
        }
        List<String> misses = new ArrayList<>();
        try (DiagnosedLab lab = DiagnosedLab.build(shape, journals)) {
            for (Pair pair : here) {
                List<Finding> findings =
                        ExpectedFinding.aboveInfo(lab.collectWith(pair.one(), pair.other()));
                Outcome outcome = ExpectedFinding.of(pair.expected(), findings);
                String line =
                        "| %s, %s | %s | %s |"
                                .formatted(
                                        pair.one(),
                                        pair.other(),
                                        outcome.words(),
                                        ExpectedFinding.words(findings));
                System.out.println(line);
                if (outcome != Outcome.NAMED) {
                    misses.add(line);
                }
            }
        }
        assertThat(misses).isEmpty();
    }
}
