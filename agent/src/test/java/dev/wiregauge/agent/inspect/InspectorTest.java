package dev.wiregauge.agent.inspect;

import static dev.wiregauge.agent.packet.Frames.NODE_A;
import static dev.wiregauge.agent.packet.Frames.NODE_B;
import static dev.wiregauge.agent.packet.Frames.POD_A;
import static dev.wiregauge.agent.packet.Frames.POD_B;
import static dev.wiregauge.agent.packet.Frames.ethernet;
import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.synOptions;
import static dev.wiregauge.agent.packet.Frames.tcp;
import static dev.wiregauge.agent.packet.Frames.text;
import static dev.wiregauge.agent.packet.Frames.u32;
import static dev.wiregauge.agent.packet.Frames.udp;
import static dev.wiregauge.agent.packet.Frames.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.agent.capture.CaptureException;
import dev.wiregauge.agent.capture.CaptureFiles;
import dev.wiregauge.agent.packet.Frames;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.result.Inspection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class InspectorTest {
    private static final byte[] NONE = new byte[0];

    @TempDir private Path folder;
    private int files;

    private AgentCommand.CaptureFile file(List<byte[]> frames) throws IOException {
        Path path = folder.resolve("capture-" + files++ + ".pcap");
        Files.write(path, CaptureFiles.pcap(frames));
        return new AgentCommand.CaptureFile(path.toString(), path.getFileName().toString());
    }

    private static Inspection inspect(AgentCommand.CaptureFile... files) {
        return new Inspector().inspect(new AgentCommand.Inspect(Arrays.asList(files))).inspection();
    }

    private Inspection.Capture only(List<byte[]> frames) throws IOException {
        return inspect(file(frames)).captures().getFirst();
    }

    /// One segment of a conversation, with the numbers that matter.
    private static byte[] segment(
            String from, String to, int flags, long sequence, long ack, byte[] options, int bytes) {
        boolean forward = from.equals(POD_A);
        byte[] segment =
                tcp(forward ? 33_000 : 80, forward ? 80 : 33_000, flags, options, text(bytes));
        System.arraycopy(u32(sequence), 0, segment, 4, 4);
        System.arraycopy(u32(ack), 0, segment, 8, 4);
        return ethernet4(ipv4(6, from, to, segment));
    }

    private static byte[] inVxlan(int sourcePort, int innerBytes) {
        byte[] inner = ipv4(17, POD_A, POD_B, udp(5, 6, text(innerBytes - 28)));
        byte[] payload = udp(sourcePort, 4789, vxlan(4096, ethernet4(inner)));
        return ethernet4(ipv4(17, 0, NODE_A, NODE_B, NONE, payload));
    }

    @Test
    void tellsWhatWasAddedToEachPacketOfATunnel() throws IOException {
        Inspection.Capture capture =
                only(List.of(inVxlan(50_001, 100), inVxlan(50_002, 1450), inVxlan(50_002, 600)));

        Inspection.EncapsulationSeen seen = capture.encapsulations().getFirst();
        assertThat(seen.kind()).isEqualTo("vxlan");
        assertThat(seen.networks()).containsExactly(4096);
        assertThat(seen.overheads()).isEqualTo(Map.of("50", 3L));
        assertThat(seen.largestInnerBytes()).isEqualTo(1450);
        assertThat(seen.largestOuterBytes()).isEqualTo(1500);
        assertThat(seen.outerDontFragment()).isZero();
        assertThat(seen.innerDontFragment()).isEqualTo(3);
        assertThat(capture.portSpreads())
                .singleElement()
                .satisfies(spread -> {
                    assertThat(spread.ports()).isEqualTo(2);
                    assertThat(spread.entropyBits()).isBetween(0.91, 0.93);
                    assertThat(spread.from()).isEqualTo(NODE_A);
                });
        assertThat(capture.flows().getFirst().source().toString()).isEqualTo(POD_A + ":5");
        assertThat(capture.problem()).isEmpty();
    }

    @Test
    void seesALargeSegmentThatNeverArrivesWhileSmallOnesDo() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        frames.add(segment(POD_A, POD_B, 2, 999, 0, synOptions(1460), 0));
        frames.add(segment(POD_B, POD_A, 18, 4999, 1000, synOptions(1460), 0));
        frames.add(segment(POD_A, POD_B, 24, 1000, 5000, NONE, 200));
        frames.add(segment(POD_B, POD_A, 16, 5000, 1200, NONE, 0));
        for (int i = 0; i < 5; i++) {
            frames.add(segment(POD_A, POD_B, 24, 1200, 5000, NONE, 1460));
        }

        Inspection.Flow flow =
                only(frames).flows().stream()
                        .filter(f -> f.source().address().equals(POD_A))
                        .findFirst()
                        .orElseThrow();

        assertThat(flow.retransmissions()).isEqualTo(4);
        assertThat(flow.mssBytes()).contains(1460);
        assertThat(flow.stall()).contains(new Inspection.Stall(1500, 5, false, 240));
    }

    @Test
    void doesNotCallALossThatHealedAStall() throws IOException {
        List<byte[]> frames =
                List.of(
                        segment(POD_A, POD_B, 24, 1000, 5000, NONE, 1400),
                        segment(POD_A, POD_B, 24, 1000, 5000, NONE, 1400),
                        segment(POD_B, POD_A, 16, 5000, 2400, NONE, 0));

        Inspection.Flow flow = only(frames).flows().getFirst();

        assertThat(flow.retransmissions()).isEqualTo(1);
        assertThat(flow.stall()).isEmpty();
    }

    @Test
    void labelsSuperFramesAndDoesNotCallThemTheLargestPacket() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        frames.add(segment(POD_A, POD_B, 2, 999, 0, synOptions(1460), 0));
        frames.add(segment(POD_B, POD_A, 18, 4999, 1000, synOptions(1460), 0));
        frames.add(segment(POD_A, POD_B, 16, 1000, 5000, NONE, 1448));
        frames.add(segment(POD_A, POD_B, 16, 2448, 5000, NONE, 4000));

        Inspection.Capture capture = only(frames);

        assertThat(capture.counts().superFrames()).isEqualTo(1);
        assertThat(capture.encapsulations().getFirst().largestInnerBytes()).isEqualTo(1488);
    }

    @Test
    void listsIcmpErrorsWithTheirSenderAndMtu() throws IOException {
        byte[] quoted = Arrays.copyOf(ipv4(17, POD_A, POD_B, udp(40_000, 7117, text(1400))), 28);
        byte[] error = ethernet4(ipv4(1, NODE_B, POD_A, Frames.icmp(3, 4, 1400, quoted)));

        assertThat(only(List.of(error, error)).icmpErrors())
                .containsExactly(
                        new Inspection.IcmpError(
                                NODE_B,
                                "fragmentation needed",
                                Optional.of(1400),
                                POD_A,
                                POD_B,
                                2));
    }

    @Test
    void recognisesTheSamePacketsUnderAnotherAddress() throws IOException {
        byte[] before = ipv4(17, POD_A, "198.18.96.10", udp(41_000, 53, text(40)));
        byte[] after = ipv4(17, NODE_A, POD_B, udp(60_123, 5353, text(40)));
        byte[] other = ipv4(17, POD_A, POD_B, udp(1, 2, text(33)));

        Inspection inspection =
                inspect(
                        file(List.of(ethernet4(before), ethernet4(other))),
                        file(List.of(ethernet4(other), ethernet4(after))));

        assertThat(inspection.rewrites())
                .singleElement()
                .satisfies(rewrite -> {
                    assertThat(rewrite.sourceA()).hasToString(POD_A + ":41000");
                    assertThat(rewrite.destinationA()).hasToString("198.18.96.10:53");
                    assertThat(rewrite.sourceB()).hasToString(NODE_A + ":60123");
                    assertThat(rewrite.destinationB()).hasToString(POD_B + ":5353");
                    assertThat(rewrite.matchedPackets()).isEqualTo(1);
                });
    }

    @Test
    void recognisesAPayloadWhoseSequenceNumbersWereWrittenAnew() throws IOException {
        Inspection inspection =
                inspect(
                        file(List.of(segment(POD_A, POD_B, 16, 1000, 7, new byte[0], 40))),
                        file(List.of(segment(NODE_A, POD_B, 16, 77_000, 9, new byte[0], 40))));

        assertThat(inspection.rewrites())
                .singleElement()
                .satisfies(rewrite -> {
                    assertThat(rewrite.sourceA().toString()).startsWith(POD_A);
                    assertThat(rewrite.sourceB().toString()).startsWith(NODE_A);
                });
    }

    @Test
    void seesAnMssThatWasClampedBetweenTwoCaptures() throws IOException {
        Inspection inspection =
                inspect(
                        file(List.of(segment(POD_A, POD_B, 2, 999, 0, synOptions(1460), 0))),
                        file(List.of(segment(POD_A, POD_B, 2, 999, 0, synOptions(1360), 0))));

        assertThat(inspection.rewrites()).isEmpty();
        assertThat(inspection.mssChanges())
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.mssBytesA()).isEqualTo(1460);
                    assertThat(change.mssBytesB()).isEqualTo(1360);
                });
    }

    @Test
    void doesNotMatchPacketsThatTwoFlowsShare() throws IOException {
        byte[] one = ethernet4(ipv4(17, POD_A, POD_B, udp(1, 2, text(40))));
        byte[] twin = ethernet4(ipv4(17, POD_B, POD_A, udp(3, 4, text(40))));
        byte[] renamed = ethernet4(ipv4(17, NODE_A, POD_B, udp(9, 2, text(40))));

        assertThat(inspect(file(List.of(one, twin)), file(List.of(renamed))).rewrites()).isEmpty();
    }

    @Test
    void countsWhatIsNotIpAndWhatIsBroken() throws IOException {
        byte[] lying = ethernet4(ipv4(17, POD_A, POD_B, udp(1, 2, text(40))));
        lying[14 + 2] = 0x7F;

        Inspection.FrameCounts counts =
                only(List.of(ethernet(0x806, Frames.arp(1, NODE_A, NODE_B)), lying)).counts();

        assertThat(counts.notIp()).isEqualTo(1);
        assertThat(counts.faulty()).isEqualTo(1);
    }

    @Test
    void aPortScanDoesNotFillTheMemory() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < Inspector.MAX_FLOWS + 1000; i++) {
            frames.add(
                    ethernet4(
                            ipv4(
                                    17,
                                    "198.18." + (i >>> 16) + ".1",
                                    POD_B,
                                    udp(i & 0xFFFF, 2, NONE))));
        }

        Inspection.Capture capture = only(frames);

        assertThat(capture.flowsTotal()).isEqualTo(Inspector.MAX_FLOWS);
        assertThat(capture.packetsOfUnlistedFlows()).isEqualTo(1000);
        assertThat(capture.flows()).hasSize(50);
    }

    @Test
    void theAnswerSurvivesTheControlProtocol() throws IOException {
        var event =
                new Inspector()
                        .inspect(
                                new AgentCommand.Inspect(
                                        List.of(file(List.of(inVxlan(50_001, 100))))));

        String line = ControlCodec.encode(new ControlCodec.EventLine(3, event));

        assertThat(ControlCodec.decodeEvent(line).event()).isEqualTo(event);
    }

    @Test
    void namesTheFileThatIsNotThere() {
        AgentCommand.CaptureFile missing =
                new AgentCommand.CaptureFile(folder.resolve("no.pcap").toString(), "no.pcap");
        AgentCommand.CaptureFile directory =
                new AgentCommand.CaptureFile(folder.toString(), "folder");

        assertThatThrownBy(() -> inspect(missing))
                .isInstanceOf(CaptureException.class)
                .hasMessage("no.pcap: there is no such file");
        assertThatThrownBy(() -> inspect(directory))
                .hasMessage("folder: is a directory, not a capture");
    }
}
