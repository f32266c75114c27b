package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.facts.NetworkReader;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.DnsEvidence.Resolver;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The probes of one agent, and its answers to those of others. Called by one thread.
///
/// What cannot be done is thrown as an unchecked exception whose message is one sentence.
public final class Probes implements AutoCloseable {
    private final String agent;
    private final String node;
    private final NetworkReader network;
    private final Supplier<Resolver> resolver;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private Optional<ProbePort> port = Optional.empty();

    /// @param agent the name that this agent answers with
    /// @param resolver reads the settings of this machine's resolver
    /// @param clock the one that captures read
    public Probes(
            String agent,
            String node,
            NetworkReader network,
            Supplier<Resolver> resolver,
            LongSupplier nanoTime,
            Clock clock) {
        this.agent = agent;
        this.node = node;
        this.network = network;
        this.resolver = resolver;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /// A second call replaces the first: its cookie no longer counts.
    public AgentEvent.Serving serve(AgentCommand.ServeProbes command) {
        byte[] cookie = ProbeDatagram.cookie(command.cookie());
        InetAddress address = address(command.address());
        port.ifPresent(ProbePort::close);
        port = Optional.empty();
        ProbePort opened = new ProbePort(cookie, agent, address, command.port(), command.cpu());
        port = Optional.of(opened);
        return new AgentEvent.Serving(opened.port());
    }

    /// Serves no more where somebody else is to: on this port.
    public void leave(int left) {
        if (port.filter(open -> open.port() == left).isPresent()) {
            close();
        }
    }

    public AgentEvent.Probed run(Probe probe) {
        return new AgentEvent.Probed(answer(probe));
    }

    private ProbeAnswer answer(Probe probe) {
        return switch (probe) {
            case Probe.PathMtu mtu ->
                    PathMtuProber.run(mtu, server(mtu.host(), mtu.port()), nanoTime);
            case Probe.Echo echo ->
                    EchoProber.run(echo, server(echo.host(), echo.port()), nanoTime);
            case Probe.Tcp tcp -> TcpProber.run(tcp, server(tcp.host(), tcp.port()), nanoTime);
            case Probe.HalfOpen half ->
                    HalfOpenProber.run(half, server(half.host(), half.port()), nanoTime);
            case Probe.LookUp names ->
                    new ProbeAnswer.Names(
                            NameProber.run(names, agent, node, resolver.get(), nanoTime));
            case Probe.TimeRoundTrips time ->
                    RoundTripTimer.run(time, server(time.host(), time.port()), nanoTime, clock);
            case Probe.ReadNetwork _ -> new ProbeAnswer.Network(network.read());
            case Probe.ReadCounters _ -> new ProbeAnswer.Counters(network.counters());
        };
    }

    private static InetSocketAddress server(String host, int port) {
        return new InetSocketAddress(address(host), port);
    }

    /// Addresses only: looking names up is a probe of its own.
    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "host is \"" + text + "\", allowed: an IPv4 or IPv6 address", e);
        }
    }

    /// Serves no more; may be told to serve again.
    @Override
    public void close() {
        port.ifPresent(ProbePort::close);
        port = Optional.empty();
    }
}
