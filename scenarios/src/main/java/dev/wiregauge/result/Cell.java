package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import java.util.Optional;

/// One combination that is measured again and again: the unit that ratios are formed between.
///
/// @param wireLimitBitsPerSecond the token-bucket rate on the uplinks, empty where they are not
///   limited
public record Cell(Mode mode, Path path, Workload workload, Optional<Long> wireLimitBitsPerSecond) {

    /// Such as `vxlan/pod-service/tcp_rr`, with `@100Mbit` behind it on limited uplinks.
    public String id() {
        return mode.id() + "/" + row();
    }

    /// The id without the mode: cells of one row are compared with each other.
    public String row() {
        return path.id()
                + "/"
                + workload.label()
                + wireLimitBitsPerSecond.map(rate -> "@" + rate / 1_000_000 + "Mbit").orElse("");
    }
}
