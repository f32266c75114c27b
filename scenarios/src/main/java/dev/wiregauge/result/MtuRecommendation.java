package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;

import java.util.List;

/// The largest MTU that pods of a mode may have on this underlay.
///
/// @param underlayBytes the largest IP packet that crosses between all nodes
/// @param overheadBytes what the mode adds where it adds most
/// @param podMtuBytes the first minus the second
/// @param arithmetic such as `1500 (underlay) - 50 (VXLAN) = 1450`
/// @param present the MTUs that pods of this mode have now, each once, smallest first
/// @param note what else decides, such as that a pod has one MTU for all its peers; may be empty
/// @param settings where it is set, one line for each way of installing
/// @param variants the figure where more is added than this mode does
public record MtuRecommendation(
        Mode mode,
        int underlayBytes,
        int overheadBytes,
        int podMtuBytes,
        String arithmetic,
        List<Integer> present,
        String note,
        List<Setting> settings,
        List<Variant> variants) {
    public MtuRecommendation {
        present = List.copyOf(present);
        settings = List.copyOf(settings);
        variants = List.copyOf(variants);
    }

    /// @param where such as `Calico operator: Installation default`
    /// @param line a command, or a line of a manifest
    public record Setting(String where, String line) {}

    /// @param when such as `with WireGuard encryption`
    public record Variant(String when, int podMtuBytes, String arithmetic) {}

    /// Whether some pod has another MTU than this.
    public boolean differs() {
        return present.stream().anyMatch(each -> each != podMtuBytes);
    }
}
