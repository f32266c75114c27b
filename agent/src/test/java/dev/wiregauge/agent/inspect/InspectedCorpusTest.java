package dev.wiregauge.agent.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.capture.CaptureFiles;
import dev.wiregauge.agent.packet.Corpus;
import dev.wiregauge.agent.packet.LinkType;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.result.Inspection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What `inspect` says of a capture with each encapsulation that the decoder knows.
@Timeout(60)
class InspectedCorpusTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "udp4, none, 0",
        "udp6, none, 0",
        "vlan, none, 0",
        "qinq, none, 0",
        "mpls, none, 0",
        "ipip, ipip, 20",
        "6in4, ipip, 20",
        "4in6, ipip, 40",
        "gre, gre, 24",
        "gre-key-sequence, gre, 32",
        "gre-checksum, gre, 28",
        "gre6, gre, 24",
        "gretap, gre, 38",
        "nvgre, nvgre, 42",
        "erspan2, erspan, 50",
        "vxlan, vxlan, 50",
        "flannel, vxlan, 50",
        "vxlan-over-6, vxlan, 70",
        "vxlan-in-6, vxlan, 50",
        "vxlan-gpe, vxlan, 36",
        "geneve, geneve, 50"
    })
    void namesTheEncapsulationAndWhatItAdds(String sample, String kind, int overheadBytes)
            throws IOException {
        Inspection.EncapsulationSeen seen = inspect(frames(sample)).encapsulations().getFirst();
        assertThat(seen.kind()).isEqualTo(kind);
        assertThat(seen.overheads()).isEqualTo(Map.of(Integer.toString(overheadBytes), 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"esp", "wireguard"})
    void leavesClosedWhatIsEncrypted(String sample) throws IOException {
        Inspection.Capture capture = inspect(frames(sample));
        assertThat(capture.encapsulations())
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.kind()).isEqualTo(sample);
                    assertThat(seen.overheads()).isEmpty();
                });
    }

    @Test
    void countsEveryFrameOfTheWholeCorpusOnce() throws IOException {
        List<byte[]> all = Corpus.ethernetOnly().stream().map(Corpus.Sample::frame).toList();
        Inspection.Capture capture = inspect(all);
        assertThat(capture.problem()).isEmpty();
        assertThat(capture.frames()).isEqualTo(all.size());
        Inspection.FrameCounts counts = capture.counts();
        assertThat(counts.ipv4() + counts.ipv6() + counts.notIp()).isEqualTo(all.size());
        assertThat(
                        capture.encapsulations().stream()
                                .mapToLong(Inspection.EncapsulationSeen::packets)
                                .sum())
                .isEqualTo(counts.ipv4() + counts.ipv6());
        assertThat(capture.encapsulations())
                .extracting(Inspection.EncapsulationSeen::kind)
                .containsExactlyInAnyOrder(
                        "none",
                        "ipip",
                        "gre",
                        "nvgre",
                        "erspan",
                        "vxlan",
                        "geneve",
                        "wireguard",
                        "esp");
        assertThat(capture.icmpErrors())
                .extracting(Inspection.IcmpError::about)
                .contains("fragmentation needed", "time to live exceeded", "packet too big");
    }

    private static List<byte[]> frames(String name) {
        List<byte[]> found =
                Corpus.all().stream()
                        .filter(sample -> sample.name().equals(name))
                        .filter(sample -> sample.link() == LinkType.ETHERNET)
                        .map(Corpus.Sample::frame)
                        .toList();
        assertThat(found).as(name).hasSize(1);
        return found;
    }

    private Inspection.Capture inspect(List<byte[]> frames) throws IOException {
        Path file = folder.resolve("capture.pcap");
        Files.write(file, CaptureFiles.pcap(frames));
        AgentCommand.Inspect command =
                new AgentCommand.Inspect(
                        List.of(new AgentCommand.CaptureFile(file.toString(), "capture.pcap")));
        return new Inspector().inspect(command).inspection().captures().getFirst();
    }
}
