package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.traffic.Cookie;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.evidence.AddressText;

import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sends tagged datagrams from several source ports in turn, so that a tunnel's own source ports
/// show their spread.
///
/// With the don't-fragment bit, the kernel is told to probe (IP_PMTUDISC_PROBE): the bit is set and
/// only the interface's MTU limits the size, not what the kernel remembers of the path. Without it,
/// the bit is clear and the kernel fragments.
public final class DatagramTagSender implements TagSender {
    private static final int SOURCE_PORTS = 8;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int TAG_BYTES = 4;
    private static final int LENGTH_BYTES = 2;
    private static final int HEAD_BYTES = Cookie.BYTES + TAG_BYTES + LENGTH_BYTES;
    private static final int MAX_PACKET_BYTES = 65_535;
    private static final int DISCOVERY_NEVER = 0;
    private static final int DISCOVERY_PROBE = 3;

    @Override
    public AgentEvent.TagsSent send(AgentCommand.SendTags command) {
        Cookie cookie = Cookie.parse(command.cookie());
        InetSocketAddress peer =
                new InetSocketAddress(InetAddress.ofLiteral(command.host()), command.port());
        int headerBytes = ipHeaderBytes(peer.getAddress()) + UDP_HEADER_BYTES;
        command.datagrams().forEach(datagram -> check(datagram, headerBytes + HEAD_BYTES));
        List<Socket> sockets = new ArrayList<>();
        try (NativeBuffer buffer = new NativeBuffer(MAX_PACKET_BYTES)) {
            for (int i = 0; i < SOURCE_PORTS; i++) {
                Socket socket = Socket.udp(peer.getAddress());
                sockets.add(socket);
                socket.connect(peer);
            }
            cookie.write(buffer, 0);
            Map<String, String> outcomes = new TreeMap<>();
            int next = 0;
            for (AgentCommand.TaggedDatagram datagram : command.datagrams()) {
                Socket socket = sockets.get(next++ % SOURCE_PORTS);
                outcomes.put(
                        Integer.toString(datagram.tag()),
                        send(socket, buffer, datagram, headerBytes));
            }
            return new AgentEvent.TagsSent(
                    outcomes, interfaceMtu(sockets.getFirst().localAddress().getAddress()));
        } finally {
            sockets.forEach(Socket::close);
        }
    }

    private static int ipHeaderBytes(InetAddress peer) {
        return peer instanceof Inet6Address ? 40 : 20;
    }

    private static void check(AgentCommand.TaggedDatagram datagram, int leastBytes) {
        if (datagram.packetBytes() < leastBytes || datagram.packetBytes() > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    "packetBytes of tag "
                            + datagram.tag()
                            + " is "
                            + datagram.packetBytes()
                            + ", allowed: "
                            + leastBytes
                            + " to "
                            + MAX_PACKET_BYTES);
        }
    }

    private static String send(
            Socket socket,
            NativeBuffer buffer,
            AgentCommand.TaggedDatagram datagram,
            int headerBytes) {
        SocketOption option =
                headerBytes > 40 ? SocketOption.IPV6_MTU_DISCOVER : SocketOption.IP_MTU_DISCOVER;
        socket.set(option, datagram.dontFragment() ? DISCOVERY_PROBE : DISCOVERY_NEVER);
        buffer.putInt(Cookie.BYTES, datagram.tag());
        buffer.putShort(Cookie.BYTES + TAG_BYTES, datagram.packetBytes());
        int payloadBytes = datagram.packetBytes() - headerBytes;
        long sent = socket.send(buffer, 0, payloadBytes);
        if (sent < 0) {
            // an ICMP error to an earlier datagram is reported by the next call, which then sends
            // nothing; asked again, the kernel answers for this datagram
            sent = socket.send(buffer, 0, payloadBytes);
        }
        return sent < 0 ? Errno.name((int) -sent) : WireProof.Datagram.SENT;
    }

    /// MTU of the interface that has the address which the route chose, 0 if none has it.
    private static int interfaceMtu(InetAddress local) {
        try {
            NetworkInterface found = NetworkInterface.getByInetAddress(local);
            return found == null ? 0 : found.getMTU();
        } catch (SocketException e) {
            throw new UncheckedIOException(
                    "cannot read the MTU of the interface of " + AddressText.of(local), e);
        }
    }
}
