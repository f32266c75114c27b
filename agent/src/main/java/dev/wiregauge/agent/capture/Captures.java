package dev.wiregauge.agent.capture;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;

/// The captures of one agent, by name. Called by one thread at a time.
///
/// What cannot be done is thrown as an unchecked exception whose message is one sentence for the
/// user.
public interface Captures extends AutoCloseable {
    AgentEvent.CaptureStarted start(AgentCommand.StartCapture command);

    AgentEvent.CaptureDone stop(AgentCommand.StopCapture command);

    AgentEvent.TagsTimed timeTags(AgentCommand.TimeTags command);

    AgentEvent.Chunk fetch(AgentCommand.FetchCapture command);

    /// Ends every capture that still runs and removes its file.
    @Override
    void close();
}
