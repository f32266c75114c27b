package dev.wiregauge.agent.packet;

import java.util.ArrayList;
import java.util.List;

/// Where the decoder stands in one frame, and what it found so far.
///
/// Two limits apply to every header: the bytes that the wire carried, as the innermost enclosing
/// length says, and the bytes that the capture kept. What lies beyond the first is the frame's
/// fault, what lies beyond the second is the capture's.
final class Walk {
    /// Deepest that any sane frame goes: three tunnels of six headers each stay below it.
    static final int MAX_LAYERS = 32;

    final byte[] bytes;
    final int frameStart;
    final List<Layer> layers = new ArrayList<>(8);
    private final List<Problem> problems = new ArrayList<>(0);

    /// Index of the next byte to be taken apart.
    int position;

    /// By what number the last header announced the one that follows.
    int etherType;

    private int wireEnd;
    private int capturedEnd;

    /// Whether lengths may point outside, because this is a first fragment or a quoted packet.
    boolean partial;

    Walk(byte[] bytes, int frameStart, int position, int capturedBytes, int wireBytes) {
        this.bytes = bytes;
        this.frameStart = frameStart;
        this.position = position;
        this.wireEnd = position + wireBytes;
        this.capturedEnd = position + capturedBytes;
    }

    Packet finish() {
        return new Packet(layers, problems);
    }

    /// Offset of the next byte from the start of the frame.
    int offset() {
        return position - frameStart;
    }

    /// Bytes from here to the end that the innermost enclosing length names.
    int wireBytes() {
        return wireEnd - position;
    }

    /// Bytes from here on that the capture kept and that belong to the enclosing packet.
    int capturedBytes() {
        return capturedEnd - position;
    }

    /// Whether this many bytes are here; says why, if not.
    boolean has(Protocol protocol, int needed) {
        if (needed <= capturedBytes()) {
            return true;
        }
        int present = Math.max(0, capturedBytes());
        if (needed <= wireBytes()) {
            problems.add(new Problem.Snapped(protocol, offset(), needed, present));
        } else {
            missing(protocol, needed, Math.max(0, wireBytes()));
        }
        return false;
    }

    /// A header claims more bytes than the enclosing one leaves.
    void missing(Protocol protocol, int needed, int present) {
        problems.add(
                partial
                        ? new Problem.NotHere(protocol, offset(), needed, present)
                        : new Problem.TooShort(protocol, offset(), needed, present));
    }

    void forbidden(Protocol protocol, String field, long value) {
        problems.add(new Problem.Forbidden(protocol, offset(), field, value));
    }

    void tooDeep(Protocol protocol) {
        problems.add(new Problem.TooDeep(protocol, offset(), MAX_LAYERS));
    }

    /// From here on only this many bytes belong to the packet: Ethernet's padding does not.
    void limit(int wireBytesFromHere) {
        wireEnd = Math.min(wireEnd, position + wireBytesFromHere);
        capturedEnd = Math.min(capturedEnd, wireEnd);
    }

    int u8(int at) {
        return BigEndian.u8(bytes, position + at);
    }

    int u16(int at) {
        return BigEndian.u16(bytes, position + at);
    }

    int u24(int at) {
        return BigEndian.u24(bytes, position + at);
    }

    long u32(int at) {
        return BigEndian.u32(bytes, position + at);
    }

    MacAddress mac(int at) {
        return new MacAddress((long) u16(at) << 32 | u32(at + 2));
    }

    IpAddress ipv4Address(int at) {
        return IpAddress.v4(BigEndian.i32(bytes, position + at));
    }

    IpAddress ipv6Address(int at) {
        return IpAddress.v6(
                BigEndian.i64(bytes, position + at), BigEndian.i64(bytes, position + at + 8));
    }
}
