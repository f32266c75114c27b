package dev.wiregauge.harness.testbed;

import java.io.InputStream;
import java.io.OutputStream;

/// The stream pair to one agent: a process pipe in the lab, an exec stream in a cluster.
public interface AgentTransport extends AutoCloseable {
    /// To the agent's standard input; closing it ends the agent.
    OutputStream toAgent();

    /// From the agent's standard output: protocol lines only.
    InputStream fromAgent();

    /// The last lines of the agent's standard error, for the account of a failure; may be empty.
    String lastWords();

    /// Ends the agent at once if it has not ended by itself, and frees the streams. May be called
    /// twice.
    @Override
    void close();
}
