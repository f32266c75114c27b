package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.result.evidence.AddressText;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of addresses in CIDR notation; the bits behind the prefix are zero.
///
/// @param base the network's own address, as a number
/// @param bits of an address: 32 (IPv4) or 128 (IPv6)
record Cidr(BigInteger base, int prefixLength, int bits) {
    private static final int IPV4_BITS = 32;

    Cidr {
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefixLength is " + prefixLength + ", allowed: 0 to " + bits);
        }
        if (!base.mod(BigInteger.ONE.shiftLeft(bits - prefixLength)).equals(BigInteger.ZERO)) {
            throw new IllegalArgumentException(
                    "base " + text(base, bits) + " has bits set behind /" + prefixLength);
        }
    }

    static Cidr of(String text) {
        int slash = text.indexOf('/');
        byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        return new Cidr(
                new BigInteger(1, address),
                Integer.parseInt(text.substring(slash + 1)),
                address.length * Byte.SIZE);
    }

    static String dotted(int address) {
        return text(BigInteger.valueOf(Integer.toUnsignedLong(address)), IPV4_BITS);
    }

    private static String text(BigInteger address, int bits) {
        byte[] bytes = new byte[bits / Byte.SIZE];
        BigInteger rest = address;
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = rest.byteValue();
            rest = rest.shiftRight(Byte.SIZE);
        }
        try {
            return AddressText.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
        }
    }

    /// @param index counts from 0, which is the network's own address
    String host(int index) {
        BigInteger size = BigInteger.ONE.shiftLeft(bits - prefixLength);
        if (index < 0 || BigInteger.valueOf(index).compareTo(size) >= 0) {
            throw new IllegalArgumentException(
                    "host "
                            + index
                            + " does not lie in "
                            + this
                            + ", allowed: 0 to "
                            + size.subtract(BigInteger.ONE));
        }
        return text(base.add(BigInteger.valueOf(index)), bits);
    }

    /// @param index counts from 0
    Cidr subnet(int index, int longerPrefixLength) {
        BigInteger count = BigInteger.ONE.shiftLeft(longerPrefixLength - prefixLength);
        if (index < 0 || BigInteger.valueOf(index).compareTo(count) >= 0) {
            throw new IllegalArgumentException(
                    "subnet "
                            + index
                            + " does not lie in "
                            + this
                            + ", allowed: 0 to "
                            + count.subtract(BigInteger.ONE));
        }
        BigInteger offset = BigInteger.valueOf(index).shiftLeft(bits - longerPrefixLength);
        return new Cidr(base.add(offset), longerPrefixLength, bits);
    }

    boolean contains(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        BigInteger number = new BigInteger(1, bytes);
        return bytes.length * Byte.SIZE == bits
                && number.xor(base).shiftRight(bits - prefixLength).equals(BigInteger.ZERO);
    }

    @Override
    public String toString() {
        return text(base, bits) + "/" + prefixLength;
    }
}
