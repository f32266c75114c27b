package dev.wiregauge.agent;

import dev.wiregauge.agent.capture.LiveCaptures;
import dev.wiregauge.agent.capture.PacketSources;
import dev.wiregauge.agent.dns.ResolverFile;
import dev.wiregauge.agent.facts.EnvironmentReader;
import dev.wiregauge.agent.facts.MachineCpuReader;
import dev.wiregauge.agent.facts.NetworkReader;
import dev.wiregauge.agent.linux.Architecture;
import dev.wiregauge.agent.probe.DatagramTagSender;
import dev.wiregauge.agent.probe.Probes;
import dev.wiregauge.agent.traffic.Identity;
import dev.wiregauge.agent.traffic.Instruments;
import dev.wiregauge.agent.traffic.Starvation;
import dev.wiregauge.agent.traffic.TrialRunner;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/// The agent program: says hello, answers commands, and ends when nobody speaks to it any more.
public final class Main {
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_DEAD_MAN = 5;
    private static final String VERSION = "0.1.0";

    private Main() {}

    public static void main(String[] arguments) {
        AgentOptions options;
        try {
            options = AgentOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(AgentOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        OutputStream protocol = System.out;
        System.setOut(System.err); // whatever a library prints must not meet the protocol
        int status = run(options, System.in, protocol);
        // halt, not exit: no hook may delay the end of the traffic
        Runtime.getRuntime().halt(status);
    }

    /// Returns the exit status when the input has ended; the dead man's timer halts the process.
    static int run(AgentOptions options, InputStream in, OutputStream out) {
        EventWriter writer = new EventWriter(out);
        writer.write(0, hello(options));
        DeadMan deadMan =
                new DeadMan(
                        options.deadMan(),
                        System::nanoTime,
                        () -> {
                            System.err.println(
                                    "ending: no command for "
                                            + options.deadMan().toSeconds()
                                            + " s");
                            Runtime.getRuntime().halt(EXIT_DEAD_MAN);
                        });
        deadMan.start();
        Identity identity = new Identity(options.name(), options.node());
        Path root = Path.of("/");
        MachineCpuReader machineCpu =
                new MachineCpuReader(root, Runtime.getRuntime().availableProcessors());
        Instruments instruments =
                new Instruments(
                        machineCpu,
                        new Watchdog(root),
                        new Starvation(options.mostWaitPercent(), Starvation.DEFAULT_PAUSE),
                        System::nanoTime);
        TrialRunner runner = new TrialRunner(identity, instruments);
        TrialSlot trials = new TrialSlot(runner, deadMan);
        try (Commands commands =
                new Commands(
                        identity,
                        deadMan,
                        System::nanoTime,
                        new SecureRandom(),
                        new EnvironmentReader(root, options.node()),
                        machineCpu,
                        new LiveCaptures(PacketSources::open),
                        new DatagramTagSender(),
                        new Probes(
                                options.name(),
                                options.node(),
                                new NetworkReader(root),
                                () -> ResolverFile.read(root.resolve("etc/resolv.conf")),
                                System::nanoTime,
                                Clock.systemUTC()))) {
            CommandReader reader =
                    new CommandReader(
                            new InputStreamReader(in, StandardCharsets.UTF_8),
                            ControlCodec.MAX_LINE_CHARS);
            CommandLoop.End end = new CommandLoop(reader, writer, commands, trials, deadMan).run();
            trials.stop("the agent ended");
            return end == CommandLoop.End.LINE_TOO_LONG ? EXIT_USAGE : 0;
        }
    }

    private static AgentEvent.Hello hello(AgentOptions options) {
        return new AgentEvent.Hello(
                ControlCodec.PROTOCOL_VERSION,
                VERSION,
                options.name(),
                ProcessHandle.current().pid(),
                Architecture.current().name(),
                ProcessAge.read(Path.of("/")).toNanos());
    }
}
