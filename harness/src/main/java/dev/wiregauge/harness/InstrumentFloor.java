package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.Pinning;
import dev.wiregauge.result.Calibration.Floor;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the instrument itself adds to the latencies of a run: the smallest messages from an agent
/// to itself over loopback, on the CPUs that the run's trials are pinned to.
final class InstrumentFloor {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MESSAGE_BYTES = 64;
    private static final Timing TIMING =
            new Timing(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(100));
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final AgentHandle agent;
    private final String cookie;
    private final Pinning pinning;
    private final String congestionControl;

    /// @param agent that serves its data port, on the network of the trials' client
    InstrumentFloor(AgentHandle agent, String cookie, Pinning pinning, String congestionControl) {
        this.agent = agent;
        this.cookie = cookie;
        this.pinning = pinning;
        this.congestionControl = congestionControl;
    }

    /// @param floors one for each latency workload of the scenario that gave one
    /// @param problems why the others gave none
    record Taken(List<Floor> floors, List<String> problems) {}

    /// @throws AgentLostException only if this run was interrupted: a lost agent is told by the
    ///   trials that miss it
    Taken take(Scenario scenario) {
        List<Floor> floors = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        scenario.workloads().stream()
                .flatMap(workload -> smallest(workload).stream())
                .distinct()
                .forEach(workload -> {
                    try {
                        measure(workload).ifPresent(floors::add);
                    } catch (AgentRefusedException | AgentLostException e) {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new AgentLostException("interrupted");
                        }
                        problems.add(
                                "The instrument's floor for %s was not taken: %s"
                                        .formatted(workload.id(), e.getMessage()));
                    }
                });
        return new Taken(floors, problems);
    }

    /// Closed loop and short messages, whatever the trial's are: nothing is faster.
    private static Optional<Workload> smallest(Workload workload) {
        return switch (workload) {
            case Workload.TcpRr _, Workload.TcpRrUnderLoad _ ->
                    Optional.of(new Workload.TcpRr(MESSAGE_BYTES, MESSAGE_BYTES));
            case Workload.TcpCrr _ ->
                    Optional.of(new Workload.TcpCrr(MESSAGE_BYTES, MESSAGE_BYTES));
            case Workload.UdpRr _ -> Optional.of(new Workload.UdpRr(MESSAGE_BYTES, MESSAGE_BYTES));
            case Workload.TcpStream _,
                    Workload.TcpStreamZeroCopy _,
                    Workload.UdpStream _,
                    Workload.UdpStreamSegmented _,
                    Workload.UdpRateSweep _ ->
                    Optional.empty();
        };
    }

    private Optional<Floor> measure(Workload workload) {
        AgentEvent.TrialDone done =
                agent.ask(
                        new AgentCommand.RunTrial(
                                cookie,
                                LOOPBACK,
                                Testbed.DATA_PORT,
                                workload,
                                TIMING,
                                congestionControl,
                                pinning.client(),
                                Optional.empty()),
                        AgentEvent.TrialDone.class,
                        DEADLINE);
        return done.histogram().map(histogram -> new Floor(workload.id(), placement(), histogram));
    }

    private String placement() {
        if (pinning.client().isEmpty()) {
            return "free";
        }
        return pinning.client().equals(pinning.server()) ? "one core" : "two cores";
    }
}
