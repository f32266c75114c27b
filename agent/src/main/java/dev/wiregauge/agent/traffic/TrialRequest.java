package dev.wiregauge.agent.traffic;

import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/// What a client is to do, checked.
///
/// @param server the data port of the other agent, or a Service that leads there
/// @param cpu pins the client's measuring threads
/// @param sockets options of the measuring sockets of both ends
/// @param maxBitsPerSecond of all TCP connections together
public record TrialRequest(
        Cookie cookie,
        InetSocketAddress server,
        Workload workload,
        Timing timing,
        String congestionControl,
        Optional<Integer> cpu,
        Optional<SocketSettings> sockets,
        Optional<Long> maxBitsPerSecond) {

    /// TCP_CA_NAME_MAX of the kernel, without the final zero.
    private static final int MAX_CONGESTION_NAME = 15;

    public TrialRequest {
        if (!congestionControl.matches("[a-z0-9_-]{1," + MAX_CONGESTION_NAME + "}")) {
            throw new IllegalArgumentException(
                    "congestionControl is \""
                            + congestionControl
                            + "\", allowed: a name such as cubic");
        }
    }

    /// The same, for one part of a trial that has several.
    TrialRequest part(Workload partWorkload, Timing partTiming) {
        return new TrialRequest(
                cookie,
                server,
                partWorkload,
                partTiming,
                congestionControl,
                cpu,
                sockets,
                maxBitsPerSecond);
    }

    /// What each connection may send at, in the unit of SO_MAX_PACING_RATE.
    OptionalInt bytesPerSecondOfEach() {
        int streams =
                switch (workload) {
                    case Workload.TcpStream stream -> stream.streams();
                    case Workload.TcpStreamZeroCopy stream -> stream.streams();
                    case Workload.TcpRr _,
                            Workload.TcpCrr _,
                            Workload.UdpRr _,
                            Workload.UdpStream _,
                            Workload.UdpStreamSegmented _,
                            Workload.TcpRrUnderLoad _,
                            Workload.UdpRateSweep _ ->
                            1;
                };
        return maxBitsPerSecond.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(
                        Math.clamp(maxBitsPerSecond.get() / 8 / streams, 1, Integer.MAX_VALUE));
    }

    /// @param host an IPv4 or IPv6 address; names are not resolved, so that a trial cannot depend
    ///   on a name server
    public static InetSocketAddress server(String host, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", allowed: 1 to 65535");
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "host is \"" + host + "\", allowed: an IPv4 or IPv6 address", e);
        }
    }
}
