package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.AgentTransport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The stream pair to an agent that runs as a command in a container.
final class ExecTransport implements AgentTransport {
    /// The agent ends on the end of its input within milliseconds. 1 of 1,000 stdin closes was seen
    /// to end nothing, so it is not waited for long: the agent's own timer is the last resort.
    private static final Duration END_DEADLINE = Duration.ofSeconds(1);

    private final ExecStream stream;
    private final InputStream fromAgent;
    private final OutputStream toAgent;

    ExecTransport(ExecStream stream) {
        this.stream = stream;
        this.fromAgent = stream.stdout();
        this.toAgent = stream.stdin();
    }

    @Override
    public OutputStream toAgent() {
        return toAgent;
    }

    @Override
    public InputStream fromAgent() {
        return fromAgent;
    }

    @Override
    public String lastWords() {
        String stderr = stream.stderr();
        if (!stream.outcome().isDone()) {
            return stderr;
        }
        String end =
                switch (stream.outcome().join()) {
                    case ExecOutcome.Exited(int code) -> "exit code " + code;
                    case ExecOutcome.NotRun(String reason) -> "could not be started: " + reason;
                    case ExecOutcome.Lost(String reason) -> "stream lost: " + reason;
                };
        return stderr.isEmpty() ? end : end + "; it said: " + stderr;
    }

    /// Ends the stream because the agent is taken for lost.
    void cut(String reason) {
        stream.cut(reason);
    }

    @Override
    public void close() {
        try {
            stream.closeStdin();
            ExecOutcome _ = stream.outcome().get(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | TimeoutException e) {
            // cut below, whatever the reason
        }
        stream.close();
    }
}
