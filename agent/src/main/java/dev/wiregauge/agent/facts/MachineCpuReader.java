package dev.wiregauge.agent.facts;

import dev.wiregauge.result.Measurement;

import java.nio.file.Path;
import java.util.function.Supplier;

/// CPU time of the whole machine since its start, from the first line of /proc/stat.
///
/// The kernel counts it in ticks of 10 ms by sampling: over a short window the error is a tick for
/// each CPU and kind.
public final class MachineCpuReader implements Supplier<Measurement.MachineCpu> {
    /// USER_HZ, 100 on every architecture the agent knows.
    private static final long TICK_NS = 10_000_000;

    private final KernelFiles files;
    private final int cpus;

    /// @param root `/`, or a copy of /proc below another directory
    public MachineCpuReader(Path root, int cpus) {
        files = new KernelFiles(root);
        this.cpus = cpus;
    }

    @Override
    public Measurement.MachineCpu get() {
        // cpu user nice system idle iowait irq softirq steal ...: Documentation/filesystems/proc
        String[] f = files.required("proc/stat").lines().findFirst().orElseThrow().split(" +", -1);
        return new Measurement.MachineCpu(
                ns(f, 1) + ns(f, 2),
                ns(f, 3),
                ns(f, 6) + ns(f, 7),
                ns(f, 8),
                ns(f, 4) + ns(f, 5),
                cpus,
                TICK_NS);
    }

    private static long ns(String[] fields, int index) {
        return Long.parseLong(fields[index]) * TICK_NS;
    }
}
