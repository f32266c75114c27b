package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import java.util.Optional;

/// One combination that is measured again and again: the unit that ratios are formed between.
///
/// @param wireLimitBitsPerSecond the token-bucket rate on the uplinks, empty where they are not
///   limited
/// @param variant in a run that interleaves variants
public record Cell(
        Mode mode,
        Path path,
        Workload workload,
        Optional<Long> wireLimitBitsPerSecond,
        Optional<VariantCell> variant) {

    /// In a run without variants.
    public Cell(Mode mode, Path path, Workload workload, Optional<Long> wireLimitBitsPerSecond) {
        this(mode, path, workload, wireLimitBitsPerSecond, Optional.empty());
    }

    /// @param name of the variant
    /// @param row what its cells and those of the other variants have in common
    public record VariantCell(String name, String row) {}

    /// Such as `vxlan/pod-service/tcp_rr`, with `@100Mbit` behind it on limited uplinks.
    public String id() {
        return contender() + "/" + row();
    }

    /// The mode, or the variant's name where there are variants: what stands side by side in a row.
    public String contender() {
        return variant.map(VariantCell::name).orElseGet(mode::id);
    }

    /// The id without the contender: cells of one row are compared with each other.
    public String row() {
        return variant.map(VariantCell::row)
                .orElseGet(() ->
                        path.id()
                                + "/"
                                + workload.label()
                                + wireLimitBitsPerSecond
                                        .map(rate -> "@" + rate / 1_000_000 + "Mbit")
                                        .orElse(""));
    }

    /// Whether it is of the scenario's limited row, which has blocks of its own.
    public boolean ofLimitedRow() {
        return wireLimitBitsPerSecond.isPresent() && variant.isEmpty();
    }
}
