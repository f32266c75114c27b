package dev.wiregauge.agent;

import dev.wiregauge.agent.capture.Captures;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;

/// Refuses every capture.
final class NoCaptures implements Captures {
    private static final String REASON = "captures are not part of this build";

    @Override
    public AgentEvent.CaptureStarted start(AgentCommand.StartCapture command) {
        throw new UnsupportedOperationException(REASON);
    }

    @Override
    public AgentEvent.CaptureDone stop(AgentCommand.StopCapture command) {
        throw new UnsupportedOperationException(REASON);
    }

    @Override
    public AgentEvent.Chunk fetch(AgentCommand.FetchCapture command) {
        throw new UnsupportedOperationException(REASON);
    }

    @Override
    public void close() {}
}
