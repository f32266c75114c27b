package dev.wiregauge.agent.capture;

import static dev.wiregauge.agent.Namespaces.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.AgentProcess;
import dev.wiregauge.agent.Namespaces;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Tagged datagrams through a real kernel vxlan between two namespaces, seen by real agents.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireProofIT {
    private static final String COOKIE = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
    private static final String FILTER = "host 198.18.201.1 and host 198.18.201.2";
    private static final int SNAP_BYTES = 65_535;
    private static final int PORT = 7117;

    private Path temporary = Path.of("/nonexistent");
    private Namespaces namespaces;
    private AgentProcess a;
    private AgentProcess b;

    @BeforeAll
    void build(@TempDir Path agentsFolder) throws IOException {
        Namespaces.requireRoot();
        temporary = agentsFolder;
        namespaces = new Namespaces("packets-proof");
        String left = namespaces.add("a");
        String right = namespaces.add("b");
        ip(left, "link add eth0 mtu 1500 type veth peer name eth0 netns " + right);
        address(left, 1, 2);
        address(right, 2, 1);
        a = new AgentProcess(left, "-Djava.io.tmpdir=" + temporary);
        b = new AgentProcess(right, "-Djava.io.tmpdir=" + temporary);
        a.ask(new AgentCommand.Serve(COOKIE, PORT, none()), AgentEvent.Serving.class);
        b.ask(new AgentCommand.Serve(COOKIE, PORT, none()), AgentEvent.Serving.class);
    }

    private static void address(String namespace, int self, int other) {
        ip(namespace, "addr add 198.18.201." + self + "/24 dev eth0");
        ip(namespace, "link set eth0 up");
        ip(
                namespace,
                "link add vxlan.calico mtu 1450 type vxlan id 4096 dev eth0 dstport 4789"
                        + " nolearning local 198.18.201."
                        + self
                        + " remote 198.18.201."
                        + other);
        ip(namespace, "addr add 198.19.201." + self + "/24 dev vxlan.calico");
        ip(namespace, "link set vxlan.calico up");
    }

    private static Optional<Integer> none() {
        return Optional.empty();
    }

    @AfterAll
    void remove() throws IOException {
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private static void start(AgentProcess agent, String name) throws IOException {
        agent.ask(
                new AgentCommand.StartCapture(name, "eth0", FILTER, SNAP_BYTES),
                AgentEvent.CaptureStarted.class);
    }

    private static AgentEvent.CaptureDone stop(AgentProcess agent, String name) throws IOException {
        return agent.ask(new AgentCommand.StopCapture(name, COOKIE), AgentEvent.CaptureDone.class);
    }

    private static AgentCommand.SendTags tags(String host, int firstTag, int... sizes) {
        List<AgentCommand.TaggedDatagram> datagrams = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            datagrams.add(new AgentCommand.TaggedDatagram(firstTag + i, sizes[i], true));
        }
        return new AgentCommand.SendTags(COOKIE, host, PORT, datagrams);
    }

    @Test
    void findsEachTagOncePerPointWithFiftyBytesAround(@TempDir Path folder) throws Exception {
        start(a, "a-vxlan");
        start(b, "b-vxlan");
        int[] sizes = new int[16];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = 60 + i * 90;
        }
        sizes[15] = 1450;
        AgentEvent.TagsSent sent =
                a.ask(tags("198.19.201.2", 100, sizes), AgentEvent.TagsSent.class);
        assertThat(sent.outcomes()).hasSize(16).containsValue("ok").doesNotContainValue("EMSGSIZE");
        assertThat(sent.interfaceMtuBytes()).isEqualTo(1450);

        for (AgentProcess agent : List.of(a, b)) {
            String name = agent == a ? "a-vxlan" : "b-vxlan";
            AgentEvent.CaptureDone done = stop(agent, name);
            assertThat(done.dropped()).isZero();
            assertThat(done.sightings()).hasSize(16);
            done.sightings().values().forEach(WireProofIT::isVxlanOnce);
            assertThat(sourcePorts(done.sightings())).hasSizeGreaterThan(2);
            byte[] file = fetch(agent, name, done);
            Path pcap = Files.write(folder.resolve(name + ".pcap"), file);
            agreesWithTshark(pcap, done);
        }
        assertThat(named()).isEmpty();
        assertThat(b.ask(new AgentCommand.CollectTags(), AgentEvent.TagsReceived.class).tags())
                .contains(100, 107, 115);
    }

    /// Capture files that have a name: a killed agent would leave them behind.
    private List<String> named() throws IOException {
        try (Stream<Path> found = Files.list(temporary)) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("wiregauge-"))
                    .toList();
        }
    }

    private static void isVxlanOnce(List<WireProof.Sighting> seen) {
        assertThat(seen).hasSize(1);
        WireProof.Sighting sighting = seen.getFirst();
        assertThat(sighting.encapsulation()).isEqualTo(Encapsulation.VXLAN);
        assertThat(sighting.overheadBytes()).isEqualTo(50);
        assertThat(sighting.vni()).contains(4096);
        assertThat(sighting.udpDestinationPort()).contains(4789);
        assertThat(sighting.outerSource()).isEqualTo("198.18.201.1");
        assertThat(sighting.innerDontFragment()).isTrue();
        assertThat(sighting.outerDontFragment()).isFalse();
        assertThat(sighting.wholeFrame()).isTrue();
    }

    private static List<Integer> sourcePorts(Map<String, List<WireProof.Sighting>> sightings) {
        return sightings.values().stream()
                .map(seen -> seen.getFirst().udpSourcePort().orElseThrow())
                .distinct()
                .toList();
    }

    private static byte[] fetch(AgentProcess agent, String name, AgentEvent.CaptureDone done)
            throws IOException, NoSuchAlgorithmException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] chunk;
        do {
            chunk =
                    Base64.getDecoder()
                            .decode(
                                    agent.ask(
                                                    new AgentCommand.FetchCapture(
                                                            name, file.size()),
                                                    AgentEvent.Chunk.class)
                                            .base64());
            file.writeBytes(chunk);
        } while (chunk.length > 0);
        byte[] bytes = file.toByteArray();
        assertThat(bytes).hasSize((int) done.fileBytes());
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .isEqualTo(done.sha256());
        return bytes;
    }

    private static void agreesWithTshark(Path pcap, AgentEvent.CaptureDone done) {
        String lines =
                Namespaces.run(
                        "tshark",
                        "-r",
                        pcap.toString(),
                        "-Y",
                        "vxlan && udp.port == 7117",
                        "-T",
                        "fields",
                        "-e",
                        "ip.len",
                        "-e",
                        "vxlan.vni");
        List<String> wanted =
                done.sightings().values().stream()
                        .map(List::getFirst)
                        .map(s -> s.outerBytes() + "," + s.innerBytes() + "\t4096")
                        .toList();
        assertThat(lines.lines().filter(line -> line.contains("\t")))
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void findsPlainDatagramsAndRefusesWhatExceedsTheInterface() throws IOException {
        start(b, "b-plain");
        AgentEvent.TagsSent sent =
                a.ask(tags("198.18.201.2", 300, 1500, 1501, 60), AgentEvent.TagsSent.class);

        AgentEvent.CaptureDone done = stop(b, "b-plain");

        assertThat(sent.outcomes()).containsEntry("300", "ok").containsEntry("301", "EMSGSIZE");
        assertThat(sent.interfaceMtuBytes()).isEqualTo(1500);
        assertThat(done.sightings()).containsOnlyKeys("300", "302");
        assertThat(done.sightings().get("300"))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.encapsulation()).isEqualTo(Encapsulation.NONE);
                    assertThat(seen.overheadBytes()).isZero();
                    assertThat(seen.outerBytes()).isEqualTo(1500);
                });
    }

    @Test
    void refusesWhatCannotBeCaptured() {
        assertThatThrownBy(() ->
                        a.ask(
                                new AgentCommand.StartCapture("x", "eth9", "", 1000),
                                AgentEvent.CaptureStarted.class))
                .hasMessage("cannot capture on eth9: there is no such interface");
        assertThatThrownBy(() ->
                        a.ask(
                                new AgentCommand.StartCapture("y", "eth0", "nonsense(", 99),
                                AgentEvent.CaptureStarted.class))
                .hasMessageContaining("with the filter \"nonsense(\"");
        assertThatThrownBy(
                        () -> a.ask(new AgentCommand.FetchCapture("z", 0), AgentEvent.Chunk.class))
                .hasMessage("there is no capture named z");
    }
}
