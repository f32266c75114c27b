package dev.wiregauge.harness.evidence;

/// Evidence that an agent on a node gets with a privilege alone, and the faults (docs/faults.md)
/// that nobody can name without it. All else is read and probed by any user.
enum PrivilegedEvidence {
    /// Takes CAP_NET_RAW.
    WIRE("the wire", "F11", "F12", "F14", "F50"),
    /// Takes CAP_NET_ADMIN.
    PACKET_FILTERS("the packet filters", "F48");

    private final String what;
    private final String faults;

    PrivilegedEvidence(String what, String... faults) {
        this.what = what;
        this.faults = String.join(", ", faults);
    }

    /// Such as `the packet filters at node1 (F48)`.
    String at(String node) {
        return "%s at %s (%s)".formatted(what, node, faults);
    }
}
