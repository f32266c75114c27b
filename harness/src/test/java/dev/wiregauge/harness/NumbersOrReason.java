package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Workload;

import java.util.Optional;

/// What every trial of a run folder must hold, by its workload.
public final class NumbersOrReason {
    private NumbersOrReason() {}

    /// A trial that counts has what its workload promises; one that does not says why.
    public static void check(RunFolder folder, Trial trial) {
        String cell = trial.cell().id();
        if (trial.verdict() instanceof Verdict.Inconclusive inconclusive) {
            assertThat(inconclusive.reason()).as(cell).isNotBlank();
            return;
        }
        assertThat(trial.verdict().passed()).as(cell).isTrue();
        Measurement measured = trial.measurement().orElseThrow();
        assertThat(measured.bytes()).as(cell).isPositive();
        assertThat(measured.servedBy()).as(cell).isNotEmpty();
        switch (trial.cell().workload()) {
            case Workload.TcpStream _, Workload.TcpStreamZeroCopy _ ->
                    assertThat(measured.tcpSeries().orElseThrow()).as(cell).isNotEmpty();
            case Workload.TcpRr rr -> {
                checkHistogram(folder, trial.histogram(), cell);
                if (rr.pace().isPresent()) {
                    checkHistogram(folder, more(trial, "pacing"), cell);
                }
            }
            case Workload.TcpCrr _ -> {
                checkHistogram(folder, trial.histogram(), cell);
                checkHistogram(folder, more(trial, "connect"), cell);
            }
            case Workload.UdpRr _ -> checkHistogram(folder, trial.histogram(), cell);
            case Workload.UdpStream _, Workload.UdpStreamSegmented _ ->
                    assertThat(measured.datagrams().orElseThrow().received()).as(cell).isPositive();
            case Workload.TcpRrUnderLoad _ -> {
                checkHistogram(folder, trial.histogram(), cell);
                checkHistogram(folder, more(trial, "idle"), cell);
            }
            case Workload.UdpRateSweep _ ->
                    assertThat(measured.rateSteps().orElseThrow())
                            .as(cell)
                            .anyMatch(Measurement.RateStep::passed);
        }
    }

    private static Optional<String> more(Trial trial, String kind) {
        return trial.moreHistograms().flatMap(files -> Optional.ofNullable(files.get(kind)));
    }

    private static void checkHistogram(RunFolder folder, Optional<String> file, String cell) {
        assertThat(folder.readHistogram(file.orElseThrow()).getTotalCount()).as(cell).isPositive();
    }
}
