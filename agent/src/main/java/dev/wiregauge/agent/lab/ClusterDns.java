package dev.wiregauge.agent.lab;

import dev.wiregauge.agent.dns.Zone;
import dev.wiregauge.agent.dns.ZoneAnswer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The lab's DNS server: serves `cluster.local` from inside a pod, over UDP and TCP, until it is
/// ended.
///
/// Arguments: `--token TOKEN --address ADDRESS --zone FILE`. Prints `ready dns` when it listens, or
/// one line that says why not and ends with 1.
public final class ClusterDns {
    private static final int PORT = 53;

    /// A client that says nothing must not hold a thread for ever.
    private static final int TCP_PATIENCE_MS = 5000;

    private final ZoneAnswer answer;

    private ClusterDns(ZoneAnswer answer) {
        this.answer = answer;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            String address = argument(arguments, "--address");
            Path zone = Path.of(argument(arguments, "--zone"));
            ClusterDns dns = new ClusterDns(new ZoneAnswer(Zone.of(Files.readAllLines(zone))));
            InetSocketAddress local = new InetSocketAddress(address, PORT);
            DatagramSocket udp = new DatagramSocket(local);
            ServerSocket tcp = new ServerSocket();
            tcp.bind(local);
            Thread.ofPlatform().name("dns-udp").start(() -> dns.serve(udp));
            Thread.ofPlatform().name("dns-tcp").start(() -> dns.serve(tcp));
            System.out.println("ready dns");
        } catch (IOException | IllegalArgumentException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String argument(String[] arguments, String name) {
        int at = List.of(arguments).indexOf(name);
        if (at < 0 || at + 1 == arguments.length) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return arguments[at + 1];
    }

    private void serve(DatagramSocket socket) {
        byte[] buffer = new byte[ZoneAnswer.MAX_TCP_BYTES];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Optional<byte[]> bytes = answer.to(Arrays.copyOf(buffer, packet.getLength()), true);
                if (bytes.isPresent()) {
                    socket.send(
                            new DatagramPacket(
                                    bytes.get(), bytes.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // one answer that cannot be sent must not silence the others
                System.err.println(e.getMessage());
            }
        }
    }

    private void serve(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                System.err.println(e.getMessage());
            }
        }
    }

    /// Each message has its length before it (RFC 1035, section 4.2.2).
    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(TCP_PATIENCE_MS);
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            byte[] query = new byte[in.readUnsignedShort()];
            in.readFully(query);
            Optional<byte[]> bytes = answer.to(query, false);
            if (bytes.isPresent()) {
                out.writeShort(bytes.get().length);
                out.write(bytes.get());
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }
}
