package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;

import java.util.HexFormat;

/// The 16 random bytes of a run, which begin every connection and every datagram.
public record Cookie(long high, long low) {
    public static final int BYTES = 16;

    /// @throws IllegalArgumentException if the text is not 32 hexadecimal digits
    public static Cookie parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException(
                    "cookie is \"" + hex + "\", allowed: 32 hexadecimal digits");
        }
        return new Cookie(
                HexFormat.fromHexDigitsToLong(hex, 0, 16),
                HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    public void write(NativeBuffer buffer, long offset) {
        buffer.putLong(offset, high);
        buffer.putLong(offset + 8, low);
    }

    public boolean isAt(NativeBuffer buffer, long offset) {
        return buffer.getLong(offset) == high && buffer.getLong(offset + 8) == low;
    }
}
