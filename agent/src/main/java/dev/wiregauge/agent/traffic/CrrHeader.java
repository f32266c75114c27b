package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;

/// What a connection of `tcp_crr` begins with, its request behind it: cookie, the request's length
/// with the top bit set, the response's length.
///
/// The bit tells it from a connection that begins with terms, whose length at the same place is far
/// smaller.
final class CrrHeader {
    static final int BYTES = Cookie.BYTES + 2 * Integer.BYTES;

    private static final int REQUEST = Cookie.BYTES;
    private static final int RESPONSE = REQUEST + Integer.BYTES;
    private static final int MARK = 1 << 31;

    private CrrHeader() {}

    static void write(NativeBuffer buffer, Cookie cookie, int requestBytes, int responseBytes) {
        cookie.write(buffer, 0);
        buffer.putInt(REQUEST, MARK | requestBytes);
        buffer.putInt(RESPONSE, responseBytes);
    }

    static boolean isAt(NativeBuffer buffer) {
        return buffer.getInt(REQUEST) < 0;
    }

    static int requestBytes(NativeBuffer buffer) {
        return buffer.getInt(REQUEST) & ~MARK;
    }

    static int responseBytes(NativeBuffer buffer) {
        return buffer.getInt(RESPONSE);
    }
}
