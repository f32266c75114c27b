package dev.wiregauge.agent.bench;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.traffic.Cookie;
import dev.wiregauge.agent.traffic.DatagramHeader;
import dev.wiregauge.agent.traffic.RoundTrips;

import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// What the steps of a measuring loop cost by themselves: the part of every figure that is the
/// instrument's own.
///
/// Run by `wiregauge calibrate`, or by `java -cp 'agent/target/bench/*:<agent jar>'
/// org.openjdk.jmh.Main`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    private static final Cookie COOKIE = new Cookie(0x0123456789abcdefL, 0x13579bdf02468aceL);
    private static final int DATAGRAM_BYTES = 64;
    private static final long GAP_NS = 20_000;

    private final Histogram histogram = RoundTrips.histogram();
    private final NativeBuffer buffer = new NativeBuffer(DATAGRAM_BYTES);
    private final Socket socket = Socket.udp(InetAddress.getLoopbackAddress());
    private long sequence;
    private long dueNs;

    /// A datagram socket that is connected to itself: what it sends, it receives.
    public EngineBenchmark() {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.connect(socket.localAddress());
        COOKIE.write(buffer, 0);
    }

    /// Closes what the constructor opened.
    @TearDown
    public void close() {
        socket.close();
        buffer.close();
    }

    /// One look at the clock: twice in a round trip's loop.
    @Benchmark
    public long clockRead() {
        return System.nanoTime();
    }

    /// One latency into the histogram.
    @Benchmark
    public long histogramRecord() {
        RoundTrips.record(histogram, 7000 + (sequence++ & 1023));
        return sequence;
    }

    /// Into the kernel and back: a receive that finds nothing.
    @Benchmark
    public long systemCall() {
        return socket.receiveNow(buffer, 0, DATAGRAM_BYTES);
    }

    /// A send and a receive of one datagram on one thread over loopback: two system calls and the
    /// kernel's shortest path.
    @Benchmark
    public long sendAndReceive() {
        socket.send(buffer, 0, DATAGRAM_BYTES);
        return socket.receive(buffer, 0, DATAGRAM_BYTES);
    }

    /// What the sender writes into a datagram.
    @Benchmark
    public long headerEncode() {
        DatagramHeader.writeData(buffer, 0, sequence++, sequence);
        return sequence;
    }

    /// What the receiver reads from it.
    @Benchmark
    public long headerDecode() {
        return DatagramHeader.isData(buffer, 0) && COOKIE.isAt(buffer, 0)
                ? DatagramHeader.sequence(buffer, 0) + DatagramHeader.stamp(buffer, 0)
                : 0;
    }

    /// A busy wait for the next point of a grid of 20 us; what the average exceeds 20 us by is the
    /// pacer's error.
    @Benchmark
    public long busyPacer() {
        long nowNs = System.nanoTime();
        dueNs = Math.max(dueNs + GAP_NS, nowNs);
        while (nowNs - dueNs < 0) {
            Thread.onSpinWait();
            nowNs = System.nanoTime();
        }
        return nowNs - dueNs;
    }
}
