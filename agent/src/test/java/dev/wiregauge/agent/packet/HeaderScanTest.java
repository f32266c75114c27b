package dev.wiregauge.agent.packet;

import static dev.wiregauge.agent.packet.Frames.ethernet4;
import static dev.wiregauge.agent.packet.Frames.ipv4;
import static dev.wiregauge.agent.packet.Frames.synOptions;
import static dev.wiregauge.agent.packet.Frames.tcp;
import static dev.wiregauge.agent.packet.Frames.udp;
import static dev.wiregauge.agent.packet.Frames.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;

@Timeout(60)
class HeaderScanTest {
    private static final byte[] FRAME =
            ethernet4(
                    ipv4(
                            17,
                            Frames.NODE_A,
                            Frames.NODE_B,
                            udp(
                                    51_111,
                                    4789,
                                    vxlan(
                                            4096,
                                            ethernet4(
                                                    ipv4(
                                                            6,
                                                            Frames.POD_A,
                                                            Frames.POD_B,
                                                            tcp(
                                                                    33_000,
                                                                    80,
                                                                    2,
                                                                    synOptions(1410),
                                                                    new byte[0])))))));

    private final HeaderScan scan = new HeaderScan(TunnelPorts.USUAL);

    @Test
    void findsWhatTheVerdictsNeed() {
        scan.scan(LinkType.ETHERNET, FRAME, 0, FRAME.length, FRAME.length);

        assertThat(scan.tunnel()).isEqualTo(TunnelKind.VXLAN);
        assertThat(scan.vni()).isEqualTo(4096);
        assertThat(scan.overheadBytes()).isEqualTo(50);
        assertThat(scan.outerSourcePort()).isEqualTo(51_111);
        assertThat(scan.outerDestinationPort()).isEqualTo(4789);
        assertThat(scan.isTcp()).isTrue();
        assertThat(scan.destinationPort()).isEqualTo(80);
        assertThat(scan.tcpMss()).isEqualTo(1410);
        assertThat(scan.faulty()).isFalse();
    }

    @Test
    void agreesWithTheDecoderOnTheWholeCorpusAndOnEveryCutOfIt() {
        Decoder decoder = new Decoder(TunnelPorts.USUAL);
        for (Corpus.Sample sample : Corpus.all()) {
            byte[] frame = sample.frame();
            for (int captured = 0; captured <= frame.length; captured++) {
                Packet packet = decoder.decode(sample.link(), frame, 0, captured, frame.length);
                scan.scan(sample.link(), frame, 0, captured, frame.length);
                assertThat(ScanAgreement.difference(scan, packet, 0))
                        .as(sample.name() + " cut at " + captured)
                        .isEmpty();
            }
        }
    }

    @Test
    void doesNotAllocate() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            scan.scan(LinkType.ETHERNET, FRAME, 0, FRAME.length, FRAME.length);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            scan.scan(LinkType.ETHERNET, FRAME, 0, FRAME.length, FRAME.length);
        }

        // a single object for each frame would be 1.6 MB
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
}
