package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.Cast;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesTestbed;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioException;
import dev.wiregauge.scenario.Variant;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where to measure, and what each testbed lets the user choose.
final class TestbedFlags {
    private static final Set<Mode> LAB_MODES =
            Set.of(
                    Mode.HOST,
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET,
                    Mode.BGP_IPV6,
                    Mode.VXLAN_IPV6,
                    Mode.GENEVE);

    @Option(
            names = "--testbed",
            paramLabel = "WHERE",
            description = "Where to measure: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind = Kind.lab;

    @Mixin private LabFlags lab = new LabFlags();
    @Mixin private KubernetesFlags kubernetes = new KubernetesFlags();

    // picocli prints these names as they stand, so they are written as the user types them
    private enum Kind {
        lab,
        kubernetes
    }

    /// A shipped scenario for this testbed, where the user names no modes: a cluster is measured as
    /// it is, and with `--yes` or `--switch-pool`, where it runs Calico, in Calico's modes beside
    /// it.
    Scenario adapt(Scenario scenario) {
        return switch (kind) {
            case lab -> scenario.withModes(lab.options().families().carried(scenario.modes()));
            case kubernetes -> scenario.withModes(clusterModes(scenario.modes()));
        };
    }

    /// The modes to diagnose where the user names none.
    List<Mode> diagnosedModes() {
        return switch (kind) {
            case lab -> lab.options().families().carried(List.of(Mode.BGP, Mode.IPIP, Mode.VXLAN));
            case kubernetes -> clusterModes(List.of(Mode.BGP, Mode.IPIP, Mode.VXLAN));
        };
    }

    private List<Mode> clusterModes(List<Mode> wanted) {
        List<Mode> modes = new ArrayList<>(List.of(Mode.CURRENT));
        if (kubernetes.wantsPools()
                && kubernetes.nodeAgents()
                && KubernetesTestbed.hasCalico(kubernetes.options(), System.getenv())) {
            wanted.stream().filter(mode -> mode != Mode.HOST).forEach(modes::add);
        }
        return modes.stream().distinct().toList();
    }

    /// Keeps the short results in the cluster, where the user asked for it.
    ///
    /// @return where they are
    Optional<String> keepResults(Path folder) {
        return kind == Kind.kubernetes ? kubernetes.keepResults(folder) : Optional.empty();
    }

    /// The scenario with its modes over each family that the lab is to have.
    Scenario overFamilies(Scenario scenario) {
        boolean ownModes =
                scenario.variants().orElse(List.of()).stream()
                        .anyMatch(variant -> variant.mode().isPresent());
        return ownModes ? scenario : scenario.withModes(overFamilies(scenario.modes()));
    }

    List<Mode> overFamilies(List<Mode> modes) {
        return switch (kind) {
            case lab -> lab.options().families().modes(modes);
            case kubernetes -> modes;
        };
    }

    /// The scenario without what needs agents on the nodes, where the user forbids them.
    Scenario withinRights(Scenario scenario) {
        return kind == Kind.kubernetes && !kubernetes.nodeAgents()
                ? scenario.betweenPods()
                : scenario;
    }

    /// How long a run may send where the user says nothing: others use a cluster too.
    Optional<Integer> mostMinutes() {
        return switch (kind) {
            case lab -> Optional.empty();
            case kubernetes -> Optional.of(60);
        };
    }

    boolean oneModeAtATime() {
        return kind == Kind.kubernetes && kubernetes.switchesPool();
    }

    boolean canLimitUplinks() {
        return kind == Kind.lab;
    }

    /// Faults that the testbed is broken with on purpose.
    List<String> injectedFaults() {
        return switch (kind) {
            case lab -> lab.options().faults();
            case kubernetes -> List.of();
        };
    }

    /// Refuses what the chosen testbed cannot measure, before anything is built.
    void check(Scenario scenario) {
        checkVariants(scenario);
        if (kind == Kind.lab) {
            CongestionControls.HERE.check(scenario);
        }
        checkModes(scenario.modes());
        if (kubernetes.switchesPool() && kind != Kind.kubernetes) {
            throw new ScenarioException("--switch-pool is for --testbed kubernetes");
        }
    }

    /// For commands that look at modes side by side.
    void check(List<Mode> modes) {
        if (kubernetes.switchesPool()) {
            throw new ScenarioException(
                    "--switch-pool brings one mode after the other into force: only compare and run of trials can do that");
        }
        checkModes(modes);
    }

    private void checkModes(List<Mode> modes) {
        Set<Mode> allowed =
                switch (kind) {
                    case lab -> LAB_MODES;
                    case kubernetes -> KubernetesTestbed.MODES;
                };
        boolean unwatched = kind == Kind.kubernetes && !kubernetes.nodeAgents();
        for (Mode mode : modes) {
            if (kind == Kind.lab) {
                lab.options()
                        .families()
                        .refusal(mode)
                        .ifPresent(reason -> {
                            throw new ScenarioException(reason);
                        });
            }
            if (unwatched && mode != Mode.CURRENT) {
                throw new ScenarioException(
                        "mode %s is proved on the wire by agents on the nodes, which --no-node-agents forbids; allowed: current"
                                .formatted(mode.id()));
            }
            if (!allowed.contains(mode)) {
                throw new ScenarioException(
                        "mode %s cannot be measured with --testbed %s, allowed: %s"
                                .formatted(
                                        mode.id(),
                                        kind,
                                        String.join(
                                                ", ",
                                                allowed.stream().sorted().map(Mode::id).toList())));
            }
        }
    }

    private void checkVariants(Scenario scenario) {
        for (Variant variant : scenario.variants().orElse(List.of())) {
            if (kind != Kind.lab
                    && (variant.uplinkRate().isPresent() || variant.podMtu().isPresent())) {
                throw new ScenarioException(
                        "variant %s sets uplink-rate or pod-mtu, which --testbed %s cannot change,"
                                        .formatted(variant.name(), kind)
                                + " allowed: mode, congestion-control");
            }
        }
    }

    /// What would be built for this scenario, line by line.
    List<String> describe(Scenario scenario) {
        return switch (kind) {
            case lab ->
                    LabTestbed.describe(
                            lab.options(), Cast.plan(scenario, LabTestbed.nodes(lab.options())));
            case kubernetes ->
                    KubernetesTestbed.describe(
                            kubernetes.options(),
                            System.getenv(),
                            Cast.plan(scenario),
                            AgentProgram.installed(),
                            Clock.systemUTC());
        };
    }

    /// @param purpose for a person who finds the journal, such as `compare`
    Testbed open(Journals journals, String runId, String purpose, Instant now) {
        return open(journals, runId, purpose, now, false);
    }

    /// @param dns whether a lab is to have a DNS server; a cluster has its own
    Testbed open(Journals journals, String runId, String purpose, Instant now, boolean dns) {
        return open(journals, runId, purpose, now, dns, kubernetes.options());
    }

    /// As [#open], but of a cluster every node that may be used, not only two.
    Testbed openAllNodes(Journals journals, String runId, String purpose, Instant now) {
        KubernetesOptions options = kubernetes.options();
        return open(
                journals, runId, purpose, now, false, options.withNodes(options.nodes().withAll()));
    }

    private Testbed open(
            Journals journals,
            String runId,
            String purpose,
            Instant now,
            boolean dns,
            KubernetesOptions options) {
        return switch (kind) {
            case lab ->
                    new LabTestbed(
                            lab.options().withDnsWhereItCan(dns),
                            AgentProgram.installed(),
                            journals.open(runId, purpose, now));
            case kubernetes -> cluster(options, journals.open(runId, purpose, now));
        };
    }

    /// A cluster that cannot be used leaves no journal: nothing was made in it.
    private static Testbed cluster(KubernetesOptions options, Journal journal) {
        try {
            return KubernetesTestbed.open(
                    options, System.getenv(), AgentProgram.installed(), journal, Clock.systemUTC());
        } catch (RuntimeException e) {
            journal.undo(List.of());
            throw e;
        }
    }
}
