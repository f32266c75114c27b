package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// All rules in their order: causes that a kernel states first, symptoms last, so that a symptom is
/// reported only where no cause is known.
public final class Judge {
    private static final List<Rule> RULES =
            List.of(
                    new NodeRules(),
                    new TableRules(),
                    new NetworkPlanRules(),
                    new PlanRules(),
                    new ReversePathRule(),
                    new RouteRules(),
                    new RouteOwnerRules(),
                    new VxlanRules(),
                    new UnderlayRules(),
                    new FilterRules(),
                    new ConntrackRules(),
                    new NatRules(),
                    new MtuRules(),
                    new MtuSettingRules(),
                    new LossRules(),
                    new ConnectRules(),
                    new NodePortRules(),
                    new DelayRules(),
                    new HairpinRule(),
                    new ServiceRules(),
                    new ServiceCallRules(),
                    new DnsRules());

    private Judge() {}

    /// @return worst first
    public static List<Finding> findings(Evidence evidence) {
        View view = new View(evidence);
        List<Diagnosed> all = new ArrayList<>();
        for (Rule rule : RULES) {
            List<Diagnosed> earlier = List.copyOf(all);
            Predicate<PathEvidence> explained =
                    path -> earlier.stream().anyMatch(each -> each.explains().test(path));
            all.addAll(rule.judge(view, explained));
        }
        return all.stream()
                .map(Diagnosed::finding)
                .sorted(
                        Comparator.comparing(Finding::severity)
                                .reversed()
                                .thenComparing(Finding::id)
                                .thenComparing(Finding::place))
                .toList();
    }

    /// The MTU that pods of each mode should have, one line each.
    public static List<MtuRecommendation> advice(Evidence evidence) {
        View view = new View(evidence);
        return evidence.intent().pods().stream()
                .map(pod -> pod.mode())
                .distinct()
                .flatMap(mode -> MtuAdvice.of(view, mode).stream())
                .toList();
    }
}
