package dev.wiregauge.agent;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.DataFormatException;

/// Two agents on this machine's own network, one of which serves.
///
/// @param port of the server's data port
record AgentPair(RunningAgent client, RunningAgent server, int port) implements AutoCloseable {
    static AgentPair start() {
        RunningAgent client = RunningAgent.start("client");
        RunningAgent server = RunningAgent.start("server");
        return new AgentPair(client, server, server.serve());
    }

    /// A short trial that must succeed.
    AgentEvent.TrialDone run(String host, Workload workload) {
        return client.ask(
                RunningAgent.trial(host, port, workload, RunningAgent.timing(20, 150, 50)),
                AgentEvent.TrialDone.class);
    }

    Measurement measure(AgentCommand.RunTrial trial) {
        return client.ask(trial, AgentEvent.TrialDone.class).measurement();
    }

    /// The reason with which the client refuses this.
    String failure(AgentCommand command) {
        return client.ask(command, AgentEvent.Failed.class).reason();
    }

    static Histogram decode(String base64) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    }

    static String more(AgentEvent.TrialDone done, String name) {
        return Objects.requireNonNull(done.moreHistograms().orElseThrow().get(name));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
