package dev.wiregauge.agent.packet;

/// A 48-bit Ethernet address.
public record MacAddress(long bits) {
    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException(
                    "bits is " + Long.toHexString(bits) + ": a MAC address has 48");
        }
    }

    /// Six pairs of hexadecimal digits joined by colons.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift & 255);
            text.append(Character.forDigit(octet >>> 4, 16));
            text.append(Character.forDigit(octet & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
