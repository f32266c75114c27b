package dev.wiregauge.agent;

import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Writes events, each as one whole line whichever thread it comes from.
final class EventWriter {
    private final PrintStream out;

    /// @param out carries the protocol and nothing else
    EventWriter(OutputStream out) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    }

    synchronized void write(long id, AgentEvent event) {
        out.print(ControlCodec.encode(new ControlCodec.EventLine(id, event)) + "\n");
        out.flush();
    }
}
