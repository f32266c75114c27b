package dev.wiregauge.scenario;

import java.util.Optional;

/// One of several configurations that a run interleaves: what it does not set is as the scenario
/// says. A variant that sets nothing is the scenario itself, so two such are an A/A check.
///
/// @param name up to 16 letters, digits and hyphens, such as `A`
/// @param mode of its pods, one of the scenario's; set by every variant of a run or by none
/// @param congestionControl pinned on every TCP socket
/// @param uplinkRate of the token bucket on each node's uplink in bit/s, 1 Mbit/s to 100 Gbit/s; no
///   bucket where it is left out
/// @param podMtu in bytes, of the interfaces of its pods, 576 to 9000; the mode's own where it is
///   left out
public record Variant(
        String name,
        Optional<Mode> mode,
        Optional<String> congestionControl,
        Optional<Long> uplinkRate,
        Optional<Integer> podMtu) {
    public Variant {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,15}")) {
            throw new IllegalArgumentException(
                    "name is "
                            + name
                            + ", allowed: 1 to 16 letters, digits and hyphens, the first no"
                            + " hyphen");
        }
        congestionControl.ifPresent(Variant::checkCongestionControl);
        uplinkRate.ifPresent(rate -> Ranges.check("uplinkRate", rate, 1_000_000, 100_000_000_000L));
        podMtu.ifPresent(bytes -> Ranges.check("podMtu", bytes, 576, 9000));
        mode.filter(each -> each == Mode.HOST)
                .ifPresent(host -> {
                    throw new IllegalArgumentException(
                            "mode is host, allowed: modes of pods; the baseline is in every"
                                    + " variant");
                });
    }

    private static void checkCongestionControl(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,14}")) {
            throw new IllegalArgumentException(
                    "congestionControl is "
                            + name
                            + ", allowed: a name of the kernel's, such as cubic");
        }
    }

    /// Such as `mode vxlan, uplinks at 95 Mbit/s`, or `as the scenario says`.
    public String settings() {
        StringBuilder text = new StringBuilder();
        mode.ifPresent(each -> append(text, "mode " + each.id()));
        congestionControl.ifPresent(each -> append(text, "congestion control " + each));
        uplinkRate.ifPresent(each -> append(text, "uplinks at " + each / 1e6 + " Mbit/s"));
        podMtu.ifPresent(each -> append(text, "pod MTU " + each));
        return text.isEmpty()
                ? "as the scenario says"
                : text.toString().replace(".0 Mbit", " Mbit");
    }

    private static void append(StringBuilder text, String part) {
        text.append(text.isEmpty() ? "" : ", ").append(part);
    }
}
