package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.scenario.Workload;

/// The first 32 bytes of every datagram of a session: cookie, a word, and a time or a nonce.
///
/// The word's top bit tells these datagrams from tagged ones, whose tag at the same place is not
/// negative; its second bit tells data from control.
public final class DatagramHeader {
    static final int BYTES = Workload.LEAST_DATAGRAM_BYTES;

    private static final int WORD = Cookie.BYTES;
    private static final int STAMP = WORD + Long.BYTES;
    private static final long SESSION = 1L << 63;
    private static final long DATA = 1L << 62;

    /// What a control datagram says. In the order of a session.
    enum Kind {
        /// Client: is somebody there? Padded, so that the answer is not longer.
        HELLO(1),
        /// Server: prove that you are at this address by sending this nonce back.
        CHALLENGE(2),
        /// Client: here it is, and these are my terms.
        OPEN(3),
        /// Server: the greeting, from a socket of this session's own.
        GREETING(4),
        /// Client: the traffic begins.
        GO(5),
        /// Client: the report from this offset on, please.
        FETCH(6),
        /// Server: a part of the report.
        REPORT(7),
        /// Client: this was all.
        BYE(8);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private DatagramHeader() {}

    /// Behind the cookie, which is written once.
    ///
    /// @param timeNs of the sender's clock
    public static void writeData(NativeBuffer buffer, long offset, long sequence, long timeNs) {
        buffer.putLong(offset + WORD, SESSION | DATA | sequence);
        buffer.putLong(offset + STAMP, timeNs);
    }

    static void writeControl(NativeBuffer buffer, Cookie cookie, Kind kind, long nonce) {
        cookie.write(buffer, 0);
        buffer.putLong(WORD, SESSION | kind.code);
        buffer.putLong(STAMP, nonce);
    }

    static boolean isSession(NativeBuffer buffer, long offset) {
        return buffer.getLong(offset + WORD) < 0;
    }

    /// Whether this is traffic and not control.
    public static boolean isData(NativeBuffer buffer, long offset) {
        return (buffer.getLong(offset + WORD) & (SESSION | DATA)) == (SESSION | DATA);
    }

    /// Of a data datagram.
    public static long sequence(NativeBuffer buffer, long offset) {
        return buffer.getLong(offset + WORD) & ~(SESSION | DATA);
    }

    /// The sender's clock of a data datagram, the nonce of a control one.
    public static long stamp(NativeBuffer buffer, long offset) {
        return buffer.getLong(offset + STAMP);
    }

    /// Whether this control datagram is of that kind.
    static boolean is(NativeBuffer buffer, Kind kind) {
        return buffer.getLong(WORD) == (SESSION | kind.code);
    }
}
