package dev.wiregauge.agent.capture;

import dev.wiregauge.control.AgentEvent;

import java.util.ArrayList;
import java.util.List;

/// When each tagged datagram of a capture passed.
final class TagTimes {
    private final TagReader reader;
    private final List<Integer> tags = new ArrayList<>();
    private final List<Long> timesNs = new ArrayList<>();

    TagTimes(TagReader reader) {
        this.reader = reader;
    }

    void look(CapturedFrame frame) {
        reader.read(frame)
                .ifPresent(found -> {
                    tags.add((int) found.tag());
                    timesNs.add(frame.timestampNs());
                });
    }

    AgentEvent.TagsTimed of(AgentEvent.CaptureDone capture) {
        return new AgentEvent.TagsTimed(capture, tags, timesNs);
    }
}
