package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.lab.Families;
import dev.wiregauge.harness.testbed.lab.LabOptions;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every workload reports between two pods of a lab, over either family and inside a tunnel,
/// held against what the kernel of the server's pod counted meanwhile.
///
/// The kernel counts the whole trial, the agents their window: never more than the kernel, and not
/// much less. What is paced is slow enough for a busy machine to lose none of it.
@RequiresLab
@Tag("alone")
@Timeout(120)
class WorkloadCountsIT {
    private static final String COOKIE = "00112233445566778899aabbccddeeff";
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int SIZE_BYTES = 1000;
    private static final int WRITE_BYTES = 128 << 10;
    private static final Timing TIMING =
            new Timing(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(100));

    /// Greetings, ends, results, and what neighbours ask each other.
    private static final long SLACK_PACKETS = 200;

    private static final long SLACK_BYTES = 16 << 20;
    private static final Pace PACE = new Pace(1000, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
    private static final List<Workload> WORKLOADS =
            List.of(
                    new Workload.TcpStream(2, WRITE_BYTES),
                    new Workload.TcpStream(1, WRITE_BYTES, Optional.of(Workload.Direction.BOTH)),
                    new Workload.TcpStreamZeroCopy(1, WRITE_BYTES, false),
                    new Workload.TcpStreamZeroCopy(1, WRITE_BYTES, true),
                    new Workload.TcpRr(64, 64),
                    new Workload.TcpCrr(64, 64),
                    new Workload.UdpRr(64, 64),
                    new Workload.UdpStream(SIZE_BYTES, Optional.of(2000)),
                    new Workload.UdpStreamSegmented(SIZE_BYTES, Optional.of(10_000)),
                    new Workload.TcpRrUnderLoad(
                            new Workload.TcpStream(1, WRITE_BYTES),
                            new Workload.TcpRr(64, 64, Optional.of(PACE))),
                    new Workload.UdpRateSweep(SIZE_BYTES, 100_000, 2000, 4));

    @TempDir private Path dir;

    @ParameterizedTest
    @EnumSource(names = {"IPV4", "IPV6"})
    void everyWorkloadReportsWhatTheKernelCounted(Families families) {
        TestbedPlan plan =
                new TestbedPlan(
                        List.of(
                                new PodRequest("client", Mode.VXLAN, 0),
                                new PodRequest("server", Mode.VXLAN, 1)),
                        List.of(),
                        false);
        try (Testbed lab =
                new LabTestbed(
                        LabOptions.STANDARD.withFamilies(families),
                        AgentProgram.installed(),
                        new Journals(dir).open(TestRun.newId(), "test", Instant.now()))) {
            lab.place(plan, _ -> {});
            AgentHandle server = lab.podAgent("server");
            server.ask(
                    new AgentCommand.Serve(COOKIE, Testbed.DATA_PORT, Optional.empty()),
                    AgentEvent.Serving.class,
                    DEADLINE);
            List<String> wrong = new ArrayList<>();
            for (Workload workload : WORKLOADS) {
                Map<String, Long> before = counters(server);
                Measurement measured = run(lab.podAgent("client"), server, workload);
                compare(workload, measured, new Counted(before, counters(server)), wrong);
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static Measurement run(AgentHandle client, AgentHandle server, Workload workload) {
        return client.ask(
                        new AgentCommand.RunTrial(
                                COOKIE,
                                server.address(),
                                Testbed.DATA_PORT,
                                workload,
                                TIMING,
                                "cubic",
                                Optional.empty(),
                                Optional.empty()),
                        AgentEvent.TrialDone.class,
                        DEADLINE)
                .measurement();
    }

    private static Map<String, Long> counters(AgentHandle agent) {
        ProbeAnswer answer =
                agent.ask(
                                new AgentCommand.RunProbe(new Probe.ReadCounters()),
                                AgentEvent.Probed.class,
                                DEADLINE)
                        .answer();
        return ((ProbeAnswer.Counters) answer).values();
    }

    /// Running totals of the server's pod around a trial.
    private record Counted(Map<String, Long> before, Map<String, Long> after) {
        long risen(String name) {
            return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
        }
    }

    private static void compare(
            Workload workload, Measurement measured, Counted counted, List<String> wrong) {
        long bytesIn = counted.risen("eth0.rx_bytes");
        long bytesOut = counted.risen("eth0.tx_bytes");
        long packetsIn = counted.risen("eth0.rx_packets");
        long toClient = measured.bytesToClient().orElse(0L);
        Check check = new Check(workload.label(), wrong);
        switch (workload) {
            case Workload.TcpStream _, Workload.TcpStreamZeroCopy _ -> {
                check.bytes("to the server", measured.bytes() - toClient, bytesIn);
                check.bytes("to the client", toClient, bytesOut);
            }
            case Workload.TcpRr _ ->
                    check.packets("requests", measured.transactions(), counted.risen("Tcp.InSegs"));
            case Workload.TcpCrr _ ->
                    check.packets(
                            "connections",
                            measured.transactions(),
                            counted.risen("Tcp.PassiveOpens"));
            case Workload.UdpRr _ -> check.packets("requests", measured.transactions(), packetsIn);
            case Workload.UdpStream _ -> check.packets("datagrams", received(measured), packetsIn);
            // many cross as one packet
            case Workload.UdpStreamSegmented _ ->
                    check.bytes("datagrams", received(measured) * SIZE_BYTES, bytesIn);
            case Workload.TcpRrUnderLoad _ -> {
                check.bytes("load", measured.bytes(), bytesIn);
                check.atMost("requests", measured.transactions(), counted.risen("Tcp.InSegs"));
            }
            case Workload.UdpRateSweep sweep -> {
                double stepSeconds = TIMING.duration().toMillis() / 1e3 / sweep.steps() - 0.02;
                double delivered =
                        measured.rateSteps().orElseThrow().stream()
                                .mapToDouble(step -> step.receivedPerSecond() * stepSeconds)
                                .sum();
                check.packets("datagrams of all steps", Math.round(delivered * 0.99), packetsIn);
            }
        }
    }

    private static long received(Measurement measured) {
        return measured.datagrams().orElseThrow().received();
    }

    private record Check(String workload, List<String> wrong) {
        void bytes(String what, long reported, long counted) {
            between(what + " (bytes)", reported, counted, SLACK_BYTES);
        }

        void packets(String what, long reported, long counted) {
            between(what, reported, counted, SLACK_PACKETS);
        }

        /// Headers, and what crosses outside the window of half a second, are less than that.
        private void between(String what, long reported, long counted, long slack) {
            atMost(what, reported, counted);
            if (counted > reported * 17 / 10 + slack) {
                wrong.add(line(what, reported, counted));
            }
        }

        void atMost(String what, long reported, long counted) {
            if (reported > counted) {
                wrong.add(line(what, reported, counted));
            }
        }

        private String line(String what, long reported, long counted) {
            return "%s: %s: reported %d, the kernel counted %d"
                    .formatted(workload, what, reported, counted);
        }
    }
}
