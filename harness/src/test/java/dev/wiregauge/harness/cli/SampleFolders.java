package dev.wiregauge.harness.cli;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;

import java.nio.file.Path;
import java.util.Optional;

/// Copies of the sample run under src/test/resources, as it is or slower.
final class SampleFolders {
    private static final Path SAMPLE = Path.of("src/test/resources/sample-run");

    private SampleFolders() {}

    /// @param vxlanShare of the sample's goodput that vxlan keeps
    static Path write(Path folder, double vxlanShare) {
        RunFolder sample = RunFolder.open(SAMPLE);
        RunFolder copy = RunFolder.create(folder);
        for (Trial trial : sample.readTrials()) {
            double share = trial.cell().mode() == Mode.VXLAN ? vxlanShare : 1;
            copy.appendTrial(
                    new Trial(
                            trial.number(),
                            trial.block(),
                            trial.attempt(),
                            trial.cell(),
                            trial.startedAt(),
                            trial.verdict(),
                            trial.measurement().map(m -> scaled(m, share)),
                            Optional.empty()));
        }
        Run run = sample.readRun();
        copy.writeRun(run);
        return folder;
    }

    private static Measurement scaled(Measurement old, double share) {
        return new Measurement(
                old.windowNs(),
                Math.round(old.bytes() * share),
                old.transactions(),
                old.intervals(),
                old.clientAddress(),
                old.peerSeen(),
                old.servedBy(),
                old.tcp(),
                old.client(),
                old.server(),
                old.machine());
    }
}
