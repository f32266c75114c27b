package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a trial reads beside its traffic.
///
/// @param machineCpu CPU time of the machine since its start
/// @param source and the limits by which its readings are judged
/// @param nanoTime monotonic
public record Instruments(
        Supplier<Measurement.MachineCpu> machineCpu,
        Starvation.Source source,
        Starvation starvation,
        LongSupplier nanoTime) {}
