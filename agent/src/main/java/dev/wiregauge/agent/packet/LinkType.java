package dev.wiregauge.agent.packet;

import java.util.Optional;

/// What a frame begins with, numbered as capture files number it (tcpdump.org/linktypes.html).
public enum LinkType {
    /// The BSD loopback: an address family in the byte order of the writer.
    NULL(0),
    ETHERNET(1),
    /// An IPv4 or IPv6 packet without any link header.
    RAW(101),
    /// The OpenBSD loopback: an address family in network byte order.
    LOOP(108),
    /// The Linux pseudo header of the device `any`, version 1.
    LINUX_SLL(113),
    IPV4(228),
    IPV6(229),
    /// The Linux pseudo header of the device `any`, version 2, which names the interface.
    LINUX_SLL2(276);

    private static final int RAW_ON_BSD = 12;
    private static final int RAW_ON_OPENBSD = 14;

    private final int number;

    LinkType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// The link type with this number, or empty if no decoder of ours knows it.
    public static Optional<LinkType> of(int number) {
        if (number == RAW_ON_BSD || number == RAW_ON_OPENBSD) {
            return Optional.of(RAW);
        }
        for (LinkType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
