package dev.wiregauge.agent.bench;

import dev.wiregauge.agent.linux.DatagramBatch;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A program that sends the smallest Ethernet frames (64 bytes, without the checksum's four) at an
/// even rate, or as fast as the machine can if that is less, for measurements of captures. Sent by
/// sendmmsg(2) and counted by what it returns.
///
/// Arguments: address, port, packets a second, seconds. Prints the packets sent and the nanoseconds
/// that it took.
public final class PacketBlast {
    private static final int FRAME_BYTES = 64;
    private static final int HEADER_BYTES = 14 + 20 + 8;
    private static final int SEGMENTS = 32;
    private static final int MOST_AT_ONCE = 4;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private PacketBlast() {}

    public static void main(String[] arguments) {
        InetSocketAddress target =
                new InetSocketAddress(
                        InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        long perSecond = Long.parseLong(arguments[2]);
        long endNs = Long.parseLong(arguments[3]) * NS_PER_SECOND;
        int payloadBytes = FRAME_BYTES - HEADER_BYTES;
        try (Socket socket = Socket.udp(target.getAddress());
                DatagramBatch batch =
                        new DatagramBatch(MOST_AT_ONCE, (long) SEGMENTS * payloadBytes)) {
            socket.set(SocketOption.UDP_SEGMENT, payloadBytes);
            socket.connect(target);
            long startNs = System.nanoTime();
            long elapsedNs = 0;
            long sent = 0;
            while (elapsedNs < endNs) {
                long due = elapsedNs * perSecond / NS_PER_SECOND - sent;
                if (due >= SEGMENTS) {
                    int messages = (int) Math.min(due / SEGMENTS, MOST_AT_ONCE);
                    sent += SEGMENTS * Math.max(0, batch.send(socket, messages));
                }
                elapsedNs = System.nanoTime() - startNs;
            }
            System.out.println(sent + " " + elapsedNs);
        }
    }
}
