package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trial of `udp_rate_sweep`: looks for the highest rate whose loss stays within the bound, by
/// halving the interval in which it must lie, as RFC 2544 section 26.1 describes.
///
/// A rate that the sender itself cannot reach counts as the rate it did reach.
final class RateSweepTrial {
    /// Below it a step's loss ratio would rest on a handful of datagrams.
    private static final Duration LEAST_STEP = Duration.ofMillis(50);

    private static final Duration STEP_WARMUP = Duration.ofMillis(20);
    private static final double PER_MILLION = 1e6;

    /// The search ends when the interval is narrower than this part of its upper end.
    private static final double PRECISION = 0.01;

    private final TrialContext context;
    private final Workload.UdpRateSweep workload;

    RateSweepTrial(TrialContext context, Workload.UdpRateSweep workload) {
        this.context = context;
        this.workload = workload;
    }

    /// @throws TrialException if even the lowest rate tried lost too many
    TrialResult run() {
        Timing timing = stepTiming();
        List<Measurement.RateStep> steps = new ArrayList<>();
        Optional<Measurement> best = Optional.empty();
        long passed = 0;
        long failed = workload.mostPacketsPerSecond();
        long rate = failed;
        while (steps.size() < workload.steps()) {
            UdpStreamTrial.Counted counted = measure(timing, rate);
            Measurement.RateStep step = step(counted, rate);
            steps.add(step);
            if (step.passed()) {
                passed = rate;
                best = Optional.of(counted.measurement());
            } else {
                // what was really sent and lost is the tighter bound
                failed = Math.min(rate, Math.max(1, step.sentPerSecond()));
            }
            if (failed <= passed || failed - passed < failed * PRECISION) {
                break;
            }
            rate = Math.max(1, (passed + failed) / 2);
        }
        Measurement found =
                best.orElseThrow(() ->
                        new TrialException(
                                "every rate down to "
                                        + steps.getLast().offeredPerSecond()
                                        + " datagrams/s lost more than "
                                        + workload.lossPerMillion()
                                        + " of a million"));
        return new TrialResult(found.withRateSteps(steps), Optional.empty(), Map.of());
    }

    private Timing stepTiming() {
        Duration step = context.request().timing().duration().dividedBy(workload.steps());
        if (step.compareTo(LEAST_STEP) < 0) {
            throw new TrialException(
                    "the duration leaves "
                            + step.toMillis()
                            + " ms for each of "
                            + workload.steps()
                            + " steps, allowed: at least "
                            + LEAST_STEP.toMillis()
                            + " ms");
        }
        Duration measured = step.minus(STEP_WARMUP);
        return new Timing(STEP_WARMUP, measured, measured);
    }

    private UdpStreamTrial.Counted measure(Timing timing, long rate) {
        Optional<Integer> packetsPerSecond = Optional.of((int) rate);
        Workload.UdpStream stream =
                new Workload.UdpStream(workload.payloadBytes(), packetsPerSecond);
        return new UdpStreamTrial(
                        context.with(context.request().part(stream, timing)),
                        DatagramTraffic.of(stream),
                        packetsPerSecond)
                .measure();
    }

    private Measurement.RateStep step(UdpStreamTrial.Counted counted, long rate) {
        Measurement.DatagramFacts datagrams = counted.measurement().datagrams().orElseThrow();
        return new Measurement.RateStep(
                rate,
                Math.round(counted.sent() * 1e9 / counted.senderWindowNs()),
                Math.round(datagrams.received() * 1e9 / counted.measurement().windowNs()),
                datagrams.lost(),
                datagrams.jitterNs(),
                datagrams.lossRatio() * PER_MILLION <= workload.lossPerMillion());
    }
}
