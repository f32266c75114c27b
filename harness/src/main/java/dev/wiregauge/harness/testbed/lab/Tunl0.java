package dev.wiregauge.harness.testbed.lab;

/// What stands behind a node's `tunl0`.
enum Tunl0 {
    /// The kernel puts the device into every new namespace by itself, as ipip's fallback device.
    KERNEL_FALLBACK,
    /// The kernel's device, added by us.
    KERNEL_ADDED,
    /// A veth pair whose far end two eBPF programs turn into a tunnel; the lab's keeper loads them.
    LOOKALIKE;

    /// The far end of the look-alike's veth pair.
    static final String HIDDEN_END = "tunl0x";
}
