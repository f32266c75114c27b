package dev.wiregauge.agent;

import dev.wiregauge.agent.capture.Captures;
import dev.wiregauge.agent.facts.EnvironmentReader;
import dev.wiregauge.agent.inspect.Inspector;
import dev.wiregauge.agent.probe.Probes;
import dev.wiregauge.agent.probe.TagSender;
import dev.wiregauge.agent.traffic.Cookie;
import dev.wiregauge.agent.traffic.DataPort;
import dev.wiregauge.agent.traffic.Identity;
import dev.wiregauge.agent.traffic.Lifeline;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What each command does, but for those that the command loop itself answers.
///
/// Called by one thread. Anything thrown becomes a Failed event with its message.
final class Commands implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    private final Identity identity;
    private final Lifeline lifeline;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final EnvironmentReader environment;
    private final Supplier<Measurement.MachineCpu> machineCpu;
    private final Captures captures;
    private final TagSender tagSender;
    private final Probes probes;
    private Optional<DataPort> dataPort = Optional.empty();

    Commands(
            Identity identity,
            Lifeline lifeline,
            LongSupplier nanoTime,
            RandomGenerator random,
            EnvironmentReader environment,
            Supplier<Measurement.MachineCpu> machineCpu,
            Captures captures,
            TagSender tagSender,
            Probes probes) {
        this.identity = identity;
        this.lifeline = lifeline;
        this.nanoTime = nanoTime;
        this.random = random;
        this.environment = environment;
        this.machineCpu = machineCpu;
        this.captures = captures;
        this.tagSender = tagSender;
        this.probes = probes;
    }

    AgentEvent answer(AgentCommand command) {
        return switch (command) {
            case AgentCommand.Ping _, AgentCommand.Stop _ -> new AgentEvent.Pong();
            case AgentCommand.Quit _ -> new AgentEvent.Bye();
            case AgentCommand.Serve serve -> serve(serve);
            case AgentCommand.StartCapture start -> captures.start(start);
            case AgentCommand.StopCapture stop -> captures.stop(stop);
            case AgentCommand.TimeTags time -> captures.timeTags(time);
            case AgentCommand.FetchCapture fetch -> captures.fetch(fetch);
            case AgentCommand.SendTags send -> tagSender.send(send);
            case AgentCommand.Inspect inspect -> new Inspector().inspect(inspect);
            case AgentCommand.CollectTags _ -> new AgentEvent.TagsReceived(tags());
            case AgentCommand.ReadCpu _ -> new AgentEvent.CpuRead(machineCpu.get());
            case AgentCommand.ReadFacts _ -> new AgentEvent.Facts(environment.read());
            case AgentCommand.ServeProbes serve -> serveProbes(serve);
            case AgentCommand.RunProbe run -> probes.run(run.probe());
            case AgentCommand.RunTrial _ ->
                    throw new IllegalStateException("a trial runs on a thread of its own");
        };
    }

    /// Probes and trials may be served on the same port, but not both at once.
    private AgentEvent serveProbes(AgentCommand.ServeProbes serve) {
        if (dataPort.filter(open -> open.port() == serve.port()).isPresent()) {
            dataPort.ifPresent(DataPort::close);
            dataPort = Optional.empty();
        }
        return probes.serve(serve);
    }

    /// A second Serve replaces the first: its cookie no longer counts.
    private AgentEvent serve(AgentCommand.Serve serve) {
        Cookie cookie = Cookie.parse(serve.cookie());
        if (serve.port() < 0 || serve.port() > 65_535) {
            throw new IllegalArgumentException("port is " + serve.port() + ", allowed: 0 to 65535");
        }
        probes.leave(serve.port());
        dataPort.ifPresent(DataPort::close);
        dataPort = Optional.empty();
        DataPort opened =
                new DataPort(
                        cookie, serve.port(), serve.cpu(), identity, lifeline, secret(), nanoTime);
        dataPort = Optional.of(opened);
        return new AgentEvent.Serving(opened.port());
    }

    private byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private List<Integer> tags() {
        return dataPort.orElseThrow(() -> new IllegalStateException("the data port is not open"))
                .tags();
    }

    @Override
    public void close() {
        dataPort.ifPresent(DataPort::close);
        probes.close();
        captures.close();
    }
}
