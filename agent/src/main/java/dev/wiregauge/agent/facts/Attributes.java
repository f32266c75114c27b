package dev.wiregauge.agent.facts;

import dev.wiregauge.result.evidence.AddressText;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// The attributes behind a netlink message's header: type, length, value, padded to four bytes.
final class Attributes {
    private static final int TYPE_MASK = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final Map<Integer, byte[]> values = new HashMap<>();

    Attributes(byte[] body, int headerBytes) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
        in.position(Math.min(headerBytes, body.length));
        while (in.remaining() >= 4) {
            int start = in.position();
            int length = in.getShort() & 0xffff;
            int type = in.getShort() & TYPE_MASK;
            if (length < 4 || start + length > in.limit()) {
                return;
            }
            byte[] value = new byte[length - 4];
            in.get(value);
            values.putIfAbsent(type, value);
            in.position(Math.min(in.limit(), start + ((length + 3) & ~3)));
        }
    }

    boolean has(int type) {
        return values.containsKey(type);
    }

    Optional<Attributes> nested(int type) {
        return Optional.ofNullable(values.get(type)).map(value -> new Attributes(value, 0));
    }

    int bytes(int type) {
        byte[] value = values.get(type);
        return value == null ? 0 : value.length;
    }

    Optional<Integer> number(int type) {
        return Optional.ofNullable(values.get(type))
                .filter(value -> value.length >= 4)
                .map(value -> ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
    }

    /// A number inside a structure.
    Optional<Integer> intAt(int type, int offset) {
        return Optional.ofNullable(values.get(type))
                .filter(value -> value.length >= offset + Integer.BYTES)
                .map(value -> ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt(offset));
    }

    Optional<Long> longAt(int type, int offset) {
        return Optional.ofNullable(values.get(type))
                .filter(value -> value.length >= offset + Long.BYTES)
                .map(value ->
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong(offset));
    }

    /// For the few that netlink carries in network byte order.
    Optional<Integer> networkShort(int type) {
        return Optional.ofNullable(values.get(type))
                .filter(value -> value.length >= 2)
                .map(value -> ByteBuffer.wrap(value).getShort() & 0xffff);
    }

    String text(int type) {
        byte[] value = values.getOrDefault(type, new byte[0]);
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    String mac(int type) {
        byte[] value = values.getOrDefault(type, new byte[0]);
        return value.length == 6 ? HexFormat.ofDelimiter(":").formatHex(value) : "";
    }

    /// Empty where there is none.
    String address(int type) {
        byte[] value = values.getOrDefault(type, new byte[0]);
        if (value.length != 4 && value.length != 16) {
            return "";
        }
        try {
            return AddressText.of(InetAddress.getByAddress(value));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
        }
    }
}
