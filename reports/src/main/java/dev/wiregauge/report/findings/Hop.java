package dev.wiregauge.report.findings;

/// The stations of a packet's way, from a pod to the wire between the nodes.
enum Hop {
    POD,
    /// The node's end of the pod's cable, `cali*`.
    POD_CABLE,
    SERVICE,
    /// Routes, rules, filters and address translation of the node.
    NODE,
    TUNNEL,
    UPLINK,
    UNDERLAY
}
