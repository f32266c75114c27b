package dev.wiregauge.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.facts.MachineCpuReader;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Both ends in this JVM, watched through its counter of bytes allocated by thread.
@Timeout(60)
class AllocationTest {
    private static final Cookie COOKIE = new Cookie(1, 2);
    private static final Set<String> MEASURING =
            Set.of("measure", "serve", "serve-udp", "data-port");
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Hundreds of rounds in 200 ms: an object in each would be more.
    private static final long MOST_BYTES = 4000;

    private static DataPort port;

    @BeforeAll
    static void open() {
        port =
                new DataPort(
                        COOKIE,
                        0,
                        Optional.empty(),
                        new Identity("server", "node"),
                        _ -> {},
                        new byte[32],
                        System::nanoTime);
    }

    @AfterAll
    static void close() {
        port.close();
    }

    static List<Workload> workloads() {
        Optional<Pace> pace =
                Optional.of(new Pace(5000, Pace.Arrivals.POISSON, Pace.Waiting.SLEEP));
        return List.of(
                new Workload.TcpStream(1, 131_072),
                new Workload.TcpStream(1, 131_072, Optional.of(Workload.Direction.TO_CLIENT)),
                new Workload.TcpStreamZeroCopy(1, 131_072, true),
                new Workload.TcpRr(64, 64),
                new Workload.TcpRr(64, 64, pace),
                new Workload.UdpRr(64, 64),
                new Workload.UdpRr(64, 64, pace),
                new Workload.UdpStream(1400, Optional.of(20_000)),
                new Workload.UdpStreamSegmented(1400, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void theMeasuringLoopsDoNotAllocate(Workload workload) throws Exception {
        Timing timing =
                new Timing(Duration.ofMillis(10), Duration.ofSeconds(20), Duration.ofMillis(100));
        TrialRequest request =
                new TrialRequest(
                        COOKIE,
                        TrialRequest.server("127.0.0.1", port.port()),
                        workload,
                        timing,
                        "cubic",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Instruments instruments =
                new Instruments(
                        new MachineCpuReader(Path.of("/"), 2),
                        _ -> new Starvation.Reading(Map.of(), 0, 0),
                        new Starvation(100, Duration.ofSeconds(1)),
                        System::nanoTime);
        TrialRunner runner = new TrialRunner(new Identity("client", "node"), instruments);
        StopSignal stop = new StopSignal();
        Thread trial = Thread.ofPlatform().start(() -> runUntilStopped(runner, request, stop));
        // how soon the loops are compiled depends on the machine; a loop that allocates never ends
        // doing so
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 60 && bytes > MOST_BYTES; attempt++) {
            Map<Long, Long> before = allocated();
            Thread.sleep(200);
            Map<Long, Long> after = allocated();
            boolean bothEnds = before.size() >= 2 && after.keySet().equals(before.keySet());
            bytes = bothEnds ? sum(after) - sum(before) : Long.MAX_VALUE;
        }
        stop.stop("seen enough");
        trial.join();
        assertThat(bytes).as("bytes allocated in 200 ms").isLessThanOrEqualTo(MOST_BYTES);
    }

    private static void runUntilStopped(TrialRunner runner, TrialRequest request, StopSignal stop) {
        try {
            runner.run(request, stop);
        } catch (TrialException e) {
            assertThat(e).hasMessage("seen enough");
        }
    }

    private static long sum(Map<Long, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<Long, Long> allocated() {
        Map<Long, Long> bytes = new HashMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (MEASURING.contains(thread.getName())) {
                bytes.put(thread.threadId(), THREADS.getThreadAllocatedBytes(thread.threadId()));
            }
        }
        return bytes;
    }
}
