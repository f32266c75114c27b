package dev.wiregauge.agent.bench;

import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.Frames;
import dev.wiregauge.agent.packet.HeaderScan;
import dev.wiregauge.agent.packet.LinkType;
import dev.wiregauge.agent.packet.TunnelPorts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.concurrent.TimeUnit;

/// Packets decoded a second by one core, from memory: TCP segments in VXLAN, each at its own place
/// in a buffer that exceeds the first-level cache.
///
/// Run by `java -cp <test class path> org.openjdk.jmh.Main DecoderBenchmark`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
    private static final int PACKETS = 4096;
    private static final byte[] OPTIONS = Frames.hex("0101080a0000000100000002");

    private final HeaderScan scan = new HeaderScan(TunnelPorts.USUAL);
    private final Decoder decoder = new Decoder(TunnelPorts.USUAL);
    private final byte[] bytes;
    private final int frameBytes;

    /// Fills the buffer.
    public DecoderBenchmark() {
        byte[] segment = Frames.tcp(33_000, 80, 16, OPTIONS, Frames.text(16));
        byte[] inner = Frames.ethernet4(Frames.ipv4(6, Frames.POD_A, Frames.POD_B, segment));
        byte[] datagram = Frames.udp(51_111, 4789, Frames.vxlan(4096, inner));
        byte[] frame = Frames.ethernet4(Frames.ipv4(17, Frames.NODE_A, Frames.NODE_B, datagram));
        frameBytes = frame.length;
        bytes = new byte[PACKETS * frameBytes];
        for (int i = 0; i < PACKETS; i++) {
            System.arraycopy(frame, 0, bytes, i * frameBytes, frameBytes);
        }
    }

    /// The fast path, with the fields that a verdict reads.
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long fastPath() {
        long sum = 0;
        for (int at = 0; at < bytes.length; at += frameBytes) {
            scan.scan(LinkType.ETHERNET, bytes, at, frameBytes, frameBytes);
            sum += scan.overheadBytes() + scan.vni() + scan.tcpSequence() + scan.tcpPayloadBytes();
        }
        return sum;
    }

    /// The slow path: a record for each header.
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void fullRecords(Blackhole blackhole) {
        for (int at = 0; at < bytes.length; at += frameBytes) {
            blackhole.consume(decoder.decode(LinkType.ETHERNET, bytes, at, frameBytes, frameBytes));
        }
    }
}
