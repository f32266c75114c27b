package dev.wiregauge.harness.diagnose;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// An IP network in CIDR notation, IPv4 or IPv6.
///
/// @param length in bits
record Prefix(InetAddress base, int length) {

    /// @param text such as `198.18.0.0/26`; a bare address is a network of one
    static Prefix of(String text) {
        int slash = text.indexOf('/');
        InetAddress base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits = base.getAddress().length * 8;
        return new Prefix(base, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(String address) {
        byte[] other = InetAddress.ofLiteral(address).getAddress();
        return other.length == base.getAddress().length
                && Arrays.equals(masked(base.getAddress()), masked(other));
    }

    boolean overlaps(Prefix other) {
        return length <= other.length
                ? contains(other.base.getHostAddress())
                : other.contains(base.getHostAddress());
    }

    /// The network's own address: another one than was written, if bits behind the prefix are set.
    String canonical() {
        try {
            return InetAddress.getByAddress(masked(base.getAddress())).getHostAddress()
                    + "/"
                    + length;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
        }
    }

    private byte[] masked(byte[] address) {
        byte[] bytes = address.clone();
        for (int i = 0; i < bytes.length; i++) {
            int bitsHere = Math.clamp(length - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xff00 >> bitsHere);
        }
        return bytes;
    }
}
