package dev.wiregauge.agent.capture;

import static dev.wiregauge.agent.Namespaces.ip;
import static dev.wiregauge.agent.Namespaces.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.agent.packet.Corpus;
import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.LinkType;
import dev.wiregauge.agent.packet.Packet;
import dev.wiregauge.agent.packet.TsharkView;
import dev.wiregauge.agent.packet.TunnelPorts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Our decoder and tshark must say the same of every packet: of the corpus that holds one frame of
/// every kind, and of what this machine's kernel makes of real traffic.
///
/// Reassembly is turned off in tshark: a fragment is judged by itself here.
@Timeout(180)
class TsharkAgreementIT {
    private static final List<String> OPTIONS =
            List.of(
                    "-n",
                    "-o",
                    "ip.defragment:FALSE",
                    "-o",
                    "ipv6.defragment:FALSE",
                    "-o",
                    "tcp.desegment_tcp_streams:FALSE",
                    "-d",
                    "udp.port==8472,vxlan",
                    "-d",
                    "udp.port==7117,data",
                    "-d",
                    "tcp.port==80,data");

    private final Decoder decoder = new Decoder(TunnelPorts.USUAL);

    @TempDir private Path folder;

    @Test
    void saysTheSameOfOneFrameOfEveryKind() throws IOException {
        int compared = 0;
        for (LinkType link : LinkType.values()) {
            List<byte[]> frames =
                    Corpus.all().stream()
                            .filter(sample -> sample.link() == link)
                            .map(Corpus.Sample::frame)
                            .toList();
            Path file = folder.resolve(link + ".pcap");
            Files.write(
                    file,
                    CaptureFiles.pcap(
                            ByteOrder.LITTLE_ENDIAN,
                            PcapFormat.MICROSECONDS,
                            link.number(),
                            frames));
            compared += compare(file);
        }
        assertThat(compared).isEqualTo(Corpus.all().size());
    }

    @Test
    void saysTheSameOfWhatTheKernelSends() throws IOException, InterruptedException {
        Namespaces.requireRoot();
        try (Namespaces namespaces = new Namespaces("packets-shark")) {
            String left = namespaces.add("a");
            String right = namespaces.add("b");
            ip(left, "link add eth0 mtu 1500 type veth peer name eth0 netns " + right);
            side(left, 1, 2);
            side(right, 2, 1);
            Path file = folder.resolve("kernel.pcap");
            Process tcpdump =
                    new ProcessBuilder(
                                    "ip",
                                    "netns",
                                    "exec",
                                    right,
                                    "tcpdump",
                                    "-i",
                                    "eth0",
                                    "-U",
                                    "--immediate-mode",
                                    "-w",
                                    file.toString())
                            .redirectErrorStream(true)
                            .start();
            tcpdump.inputReader().readLine(); // says that it listens
            traffic(left);
            Thread.sleep(300); // what is under way arrives within that, on a machine under load
            tcpdump.destroy();
            tcpdump.waitFor();
            assertThat(compare(file)).isGreaterThan(20);
        }
    }

    private static void side(String namespace, int self, int other) {
        ip(namespace, "addr add 198.18.202." + self + "/24 dev eth0");
        ip(namespace, "addr add 2001:db8:202::" + self + "/64 dev eth0 nodad");
        ip(namespace, "link set eth0 up");
        tunnel(namespace, "vx4", 4096, "198.18.202." + self, "198.18.202." + other);
        tunnel(namespace, "vx6", 6, "2001:db8:202::" + self, "2001:db8:202::" + other);
        ip(namespace, "addr add 198.19.202." + self + "/24 dev vx4");
        ip(namespace, "addr add 198.19.203." + self + "/24 dev vx6");
        ip(namespace, "addr add 2001:db8:7::" + self + "/64 dev vx4 nodad");
    }

    private static void tunnel(
            String namespace, String name, int vni, String local, String remote) {
        int port = vni == 6 ? 8472 : 4789;
        ip(
                namespace,
                "link add %s mtu 1430 type vxlan id %d dev eth0 dstport %d local %s remote %s"
                        .formatted(name, vni, port, local, remote));
        ip(namespace, "link set %s up".formatted(name));
    }

    /// Datagrams to closed ports: whole ones and fragmented ones, each answered by an ICMP error
    /// that quotes it; and a refused TCP connection.
    private static void traffic(String left) {
        for (String target :
                List.of("198.18.202.2", "198.19.202.2", "198.19.203.2", "2001:db8:7::2")) {
            for (String bytes : List.of("56", "1400", "3000")) {
                quietly(left, "head -c " + bytes + " /dev/zero >/dev/udp/" + target + "/82");
            }
            quietly(left, "echo x >/dev/tcp/" + target + "/81");
        }
    }

    private static void quietly(String namespace, String script) {
        try {
            run("ip", "netns", "exec", namespace, "timeout", "2", "bash", "-c", script);
        } catch (IllegalStateException refused) {
            // a refused connection is what some of them are for; the captured packets are counted
            assertThat(refused).hasMessageContaining(script);
        }
    }

    /// @return packets compared
    private int compare(Path file) throws IOException {
        List<String> lines = tshark(file);
        List<String> differences = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                String line = lines.get((int) reader.frames() - 1);
                CapturedFrame frame = reader.frame();
                Packet packet =
                        decoder.decode(
                                frame.link().orElseThrow(),
                                frame.bytes(),
                                frame.start(),
                                frame.capturedBytes(),
                                frame.wireBytes());
                String what = file.getFileName() + " packet " + reader.frames();
                differences.addAll(differences(what, packet, line.split("\t", -1)));
            }
            assertThat(differences).isEmpty();
            assertThat(reader.problem()).isEmpty();
            assertThat(lines).hasSize((int) reader.frames());
            return lines.size();
        }
    }

    private static List<String> differences(String what, Packet packet, String[] theirs) {
        List<String> found = new ArrayList<>();
        String stack = TsharkView.stack(packet);
        if (!stack.equals(TsharkView.stack(theirs[0]))) {
            found.add(what + ": " + stack + ", tshark " + theirs[0]);
        }
        for (int i = 0; i < TsharkView.FIELDS.size(); i++) {
            String field = TsharkView.FIELDS.get(i);
            String ours = TsharkView.values(field, packet);
            // some versions of tshark show the offset as it stands in the header, in units of 8
            String units = field.equals("ip.frag_offset") ? inUnits(ours) : ours;
            if (!ours.equals(theirs[i + 1]) && !units.equals(theirs[i + 1])) {
                found.add(what + ": " + field + " " + ours + ", tshark " + theirs[i + 1]);
            }
        }
        return found;
    }

    private static String inUnits(String offsets) {
        return Stream.of(offsets.split(",", -1))
                .map(offset -> offset.isEmpty() ? "" : "" + Integer.parseInt(offset) / 8)
                .collect(Collectors.joining(","));
    }

    private static List<String> tshark(Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-T", "fields", "-e", "frame.protocols"));
        TsharkView.FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return process.inputReader().lines().toList();
    }
}
