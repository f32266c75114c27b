package dev.wiregauge.agent.packet;

/// An IPv4 or IPv6 address as two numbers: comparable and hashable without touching the name
/// service.
///
/// @param version 4 or 6
/// @param high the upper 64 bits of an IPv6 address, 0 for IPv4
/// @param low the lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
public record IpAddress(int version, long high, long low) implements Comparable<IpAddress> {
    private static final int GROUPS = 8;

    public IpAddress {
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("version is " + version + ": it must be 4 or 6");
        }
        if (version == 4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static IpAddress v4(int bits) {
        return new IpAddress(4, 0, bits & 0xFFFF_FFFFL);
    }

    public static IpAddress v6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byVersion = Integer.compare(version, other.version);
        if (byVersion != 0) {
            return byVersion;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// Dotted decimal, or the canonical IPv6 text of RFC 5952.
    @Override
    public String toString() {
        if (version == 4) {
            return (low >>> 24)
                    + "."
                    + (low >>> 16 & 255)
                    + "."
                    + (low >>> 8 & 255)
                    + "."
                    + (low & 255);
        }
        if (high == 0 && low >>> 32 == 0xFFFF) {
            return "::ffff:" + v4((int) low);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xFFFF);
        }
        return ipv6Text(groups);
    }

    private static String ipv6Text(int[] groups) {
        int zerosFrom = -1;
        int zeros = 1; // a single zero group is never shortened (RFC 5952 section 4.2.2)
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > zeros) {
                zerosFrom = i;
                zeros = run;
            }
        }
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < GROUPS) {
            if (i == zerosFrom) {
                text.append("::");
                i += zeros;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
            i++;
        }
        return text.toString();
    }
}
