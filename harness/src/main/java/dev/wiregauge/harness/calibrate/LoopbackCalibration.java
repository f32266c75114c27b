package dev.wiregauge.harness.calibrate;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.ProcessTransport;
import dev.wiregauge.result.Calibration;
import dev.wiregauge.result.Environment;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Takes the floor of every latency workload, for both ends on one CPU and on two.
public final class LoopbackCalibration {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String CONGESTION_CONTROL = "cubic";
    private static final int COOKIE_BYTES = 16;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration WARMUP = Duration.ofMillis(500);

    /// Half of what the closed loop does on one core would be 70,000/s; this is less than any
    /// machine's.
    private static final int PACED_PER_SECOND = 5000;

    private static final List<Workload> WORKLOADS =
            List.of(
                    new Workload.TcpRr(64, 64),
                    new Workload.UdpRr(64, 64),
                    new Workload.TcpCrr(64, 64));

    private final AgentProgram program;
    private final Clock clock;
    private final RandomGenerator random;

    public LoopbackCalibration(AgentProgram program, Clock clock, RandomGenerator random) {
        this.program = program;
        this.clock = clock;
        this.random = random;
    }

    /// @param duration of each trial
    /// @param progress gets a short present-tense phrase at each step
    public Calibration run(String version, Duration duration, Consumer<String> progress) {
        List<Calibration.Floor> floors = new ArrayList<>();
        Environment environment;
        try (AgentConnection client = start("calibrate-client");
                AgentConnection server = start("calibrate-server")) {
            environment =
                    client.ask(new AgentCommand.ReadFacts(), AgentEvent.Facts.class, DEADLINE)
                            .environment();
            floors.addAll(floors(client, server, 0, "one core", duration, progress));
            if (environment.cpus() > 1) {
                floors.addAll(floors(client, server, 1, "two cores", duration, progress));
                floors.add(pacing(client, server, duration, progress));
            }
        }
        return new Calibration(
                Calibration.SCHEMA_VERSION,
                clock.instant(),
                version,
                environment,
                floors,
                Optional.empty());
    }

    private AgentConnection start(String name) {
        AgentConnection agent =
                new AgentConnection(
                        name,
                        "local",
                        LOOPBACK,
                        ProcessTransport.start(program.agent(name, "local", List.of())));
        agent.awaitHello(DEADLINE);
        return agent;
    }

    private List<Calibration.Floor> floors(
            AgentConnection client,
            AgentConnection server,
            int serverCpu,
            String placement,
            Duration duration,
            Consumer<String> progress) {
        String cookie = cookie();
        int port = serve(server, cookie, serverCpu);
        List<Calibration.Floor> floors = new ArrayList<>();
        for (Workload workload : WORKLOADS) {
            progress.accept("measuring " + workload.label() + " on " + placement);
            AgentEvent.TrialDone done = trial(client, cookie, port, workload, duration);
            floors.add(
                    new Calibration.Floor(
                            workload.label(), placement, done.histogram().orElseThrow()));
        }
        return floors;
    }

    /// How much later than due a busy pacer sends, with a CPU of its own.
    private Calibration.Floor pacing(
            AgentConnection client,
            AgentConnection server,
            Duration duration,
            Consumer<String> progress) {
        String cookie = cookie();
        int port = serve(server, cookie, 1);
        progress.accept("measuring the pacer");
        Pace pace = new Pace(PACED_PER_SECOND, Pace.Arrivals.FIXED, Pace.Waiting.BUSY);
        Map<String, String> histograms =
                trial(client, cookie, port, new Workload.TcpRr(64, 64, Optional.of(pace)), duration)
                        .moreHistograms()
                        .orElseThrow();
        return new Calibration.Floor(
                "pacing error",
                "two cores",
                Optional.ofNullable(histograms.get("pacing")).orElseThrow());
    }

    private int serve(AgentConnection server, String cookie, int cpu) {
        return server.ask(
                        new AgentCommand.Serve(cookie, 0, Optional.of(cpu)),
                        AgentEvent.Serving.class,
                        DEADLINE)
                .port();
    }

    private AgentEvent.TrialDone trial(
            AgentConnection client, String cookie, int port, Workload workload, Duration duration) {
        return client.ask(
                new AgentCommand.RunTrial(
                        cookie,
                        LOOPBACK,
                        port,
                        workload,
                        new Timing(WARMUP, duration, duration),
                        CONGESTION_CONTROL,
                        Optional.of(0)),
                AgentEvent.TrialDone.class,
                WARMUP.plus(duration).plus(DEADLINE));
    }

    private String cookie() {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
