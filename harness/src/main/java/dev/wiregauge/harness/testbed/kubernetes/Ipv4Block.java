package dev.wiregauge.harness.testbed.kubernetes;

/// An IPv4 CIDR.
///
/// @param network its lowest address, as a number
/// @param prefix 0 to 32
record Ipv4Block(int network, int prefix) {
    Ipv4Block {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("prefix is " + prefix + ", allowed: 0 to 32");
        }
        network &= mask(prefix);
    }

    /// @throws IllegalArgumentException if it is not `a.b.c.d` or `a.b.c.d/n`
    static Ipv4Block parse(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        String[] bytes = address.split("\\.", -1);
        if (bytes.length != 4) {
            throw new IllegalArgumentException("not an IPv4 block: " + cidr);
        }
        int number = 0;
        for (String each : bytes) {
            if (!each.matches("\\d{1,3}") || Integer.parseInt(each) > 255) {
                throw new IllegalArgumentException("not an IPv4 block: " + cidr);
            }
            number = number << 8 | Integer.parseInt(each);
        }
        String prefix = slash < 0 ? "32" : cidr.substring(slash + 1);
        if (!prefix.matches("\\d{1,2}")) {
            throw new IllegalArgumentException("not an IPv4 block: " + cidr);
        }
        return new Ipv4Block(number, Integer.parseInt(prefix));
    }

    /// The network of an address with its prefix length: `10.0.0.7/24` is in `10.0.0.0/24`.
    static String networkOf(String addressWithPrefix) {
        return parse(addressWithPrefix).toString();
    }

    boolean overlaps(Ipv4Block other) {
        int shorter = mask(Math.min(prefix, other.prefix));
        return (network & shorter) == (other.network & shorter);
    }

    boolean contains(Ipv4Block other) {
        return prefix <= other.prefix && overlaps(other);
    }

    /// The n-th block of this length inside this one.
    Ipv4Block child(int length, int index) {
        return new Ipv4Block(network + (index << (32 - length)), length);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(
                        network >>> 24,
                        network >> 16 & 255,
                        network >> 8 & 255,
                        network & 255,
                        prefix);
    }
}
