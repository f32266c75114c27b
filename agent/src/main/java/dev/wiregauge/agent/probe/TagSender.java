package dev.wiregauge.agent.probe;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;

/// Sends single datagrams that can be told apart on the wire by cookie and tag.
///
/// The payload is the 16 bytes of the cookie, the tag (32 bits, big-endian, not negative), the
/// length of the whole IP packet (16 bits, big-endian), and zeros up to that length.
@FunctionalInterface
public interface TagSender {
    AgentEvent.TagsSent send(AgentCommand.SendTags command);
}
