package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.ScannedHeaders;

/// The first packets of a flow, as numbers that a change of address or port leaves alike.
///
/// Each packet has up to two. By its headers: TCP by its sequence and acknowledgement numbers and
/// its length, UDP by its payload and the IP identification, ICMP echo by its identifier and
/// sequence. By its payload alone, for what writes sequence numbers or identifications anew on the
/// way, as a SYN proxy does. Neither TTL nor checksums nor TCP options take part: NAT and routers
/// change them.
final class Signatures {
    static final int MOST = 8;

    /// Stands for no signature.
    static final long NONE = 0;

    private static final long[] EMPTY = new long[0];
    private static final int HASHED_BYTES = 64;

    /// Less says too little by itself.
    private static final int LEAST_PAYLOAD_BYTES = 16;

    private static final long SEED = 0xCBF2_9CE4_8422_2325L;
    private static final long PRIME = 0x100_0000_01B3L;

    private long[] byHeaders = EMPTY;
    private long[] byPayload = EMPTY;
    private int size;

    int size() {
        return size;
    }

    /// @param index of the packet
    long byHeaders(int index) {
        return byHeaders[index];
    }

    /// @return [#NONE] where the payload is too short
    long byPayload(int index) {
        return byPayload[index];
    }

    void add(ScannedHeaders headers, byte[] bytes, int capturedEnd) {
        if (size == MOST || headers.transportAt() < 0 || headers.innerIsFragment()) {
            return;
        }
        if (size == 0) {
            byHeaders = new long[MOST];
            byPayload = new long[MOST];
        }
        byHeaders[size] = headerSignature(headers, bytes, capturedEnd);
        byPayload[size] = payloadSignature(headers, bytes, capturedEnd);
        size++;
    }

    private static long payloadSignature(ScannedHeaders headers, byte[] bytes, int capturedEnd) {
        int payloadBytes =
                headers.isTcp()
                        ? headers.tcpPayloadBytes()
                        : headers.isUdp() ? headers.transportBytes() - 8 : 0;
        int from = headers.transportAt() + headers.transportBytes() - payloadBytes;
        int to = Math.min(from + Math.min(payloadBytes, HASHED_BYTES), capturedEnd);
        if (to - from < LEAST_PAYLOAD_BYTES) {
            return NONE;
        }
        return mix(hash(SEED ^ payloadBytes, bytes, from, to));
    }

    private static long hash(long seed, byte[] bytes, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 255)) * PRIME;
        }
        return hash;
    }

    private static long headerSignature(ScannedHeaders headers, byte[] bytes, int capturedEnd) {
        int at = headers.transportAt();
        long hash = SEED ^ headers.protocol();
        if (headers.isTcp()) {
            hash = (hash ^ BigEndian.i64(bytes, at + 4)) * PRIME;
            hash = (hash ^ headers.tcpFlags()) * PRIME;
            return mix(hash ^ headers.tcpPayloadBytes());
        }
        int identification =
                headers.innerIsIpv6() ? 0 : BigEndian.u16(bytes, headers.innerAt() + 4);
        int from = headers.isUdp() ? at + 8 : at + 4; // behind the checksum
        hash = (hash ^ identification) * PRIME;
        hash = (hash ^ headers.innerBytes()) * PRIME;
        return mix(hash(hash, bytes, from, Math.min(capturedEnd, from + HASHED_BYTES)));
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
