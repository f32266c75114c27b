package dev.wiregauge.harness.testbed.lab;

/// A range of IPv4 addresses in CIDR notation; the bits behind the prefix are zero.
record Cidr(int base, int prefixLength) {
    Cidr {
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException(
                    "prefixLength is " + prefixLength + ", allowed: 0 to 32");
        }
        if (prefixLength < 32 && (base << prefixLength) != 0) {
            throw new IllegalArgumentException(
                    "base " + dotted(base) + " has bits set behind /" + prefixLength);
        }
    }

    static Cidr of(String text) {
        int slash = text.indexOf('/');
        return new Cidr(
                address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    static int address(String dotted) {
        int value = 0;
        for (String octet : dotted.split("\\.", -1)) {
            value = (value << 8) | Integer.parseInt(octet);
        }
        return value;
    }

    static String dotted(int address) {
        return (address >>> 24)
                + "."
                + ((address >>> 16) & 0xff)
                + "."
                + ((address >>> 8) & 0xff)
                + "."
                + (address & 0xff);
    }

    /// @param index counts from 0, which is the network's own address
    String host(int index) {
        long size = 1L << (32 - prefixLength);
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "host " + index + " does not lie in " + this + ", allowed: 0 to " + (size - 1));
        }
        return dotted(base + index);
    }

    /// @param index counts from 0
    Cidr subnet(int index, int longerPrefixLength) {
        long count = 1L << (longerPrefixLength - prefixLength);
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "subnet "
                            + index
                            + " does not lie in "
                            + this
                            + ", allowed: 0 to "
                            + (count - 1));
        }
        return new Cidr(base + (index << (32 - longerPrefixLength)), longerPrefixLength);
    }

    boolean contains(String address) {
        return prefixLength == 0 || (Cidr.address(address) ^ base) >>> (32 - prefixLength) == 0;
    }

    @Override
    public String toString() {
        return dotted(base) + "/" + prefixLength;
    }
}
