package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.ScannedHeaders;

/// The first packets of a flow, as numbers that a change of address or port leaves alike.
///
/// TCP is known by its sequence and acknowledgement numbers and its length, UDP by its payload and
/// the IP identification, ICMP echo by its identifier and sequence. Neither TTL nor checksums nor
/// TCP options take part: NAT and routers change them.
final class Signatures {
    static final int MOST = 8;

    private static final long[] EMPTY = new long[0];
    private static final int HASHED_BYTES = 64;
    private static final long PRIME = 0x100_0000_01B3L;

    private long[] numbers = EMPTY;
    private int size;

    int size() {
        return size;
    }

    long get(int index) {
        return numbers[index];
    }

    void add(ScannedHeaders headers, byte[] bytes, int capturedEnd) {
        if (size == MOST || headers.transportAt() < 0 || headers.innerIsFragment()) {
            return;
        }
        if (numbers.length == 0) {
            numbers = new long[MOST];
        }
        numbers[size++] = signature(headers, bytes, capturedEnd);
    }

    private static long signature(ScannedHeaders headers, byte[] bytes, int capturedEnd) {
        int at = headers.transportAt();
        long hash = 0xCBF2_9CE4_8422_2325L ^ headers.protocol();
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
        for (int i = from; i < Math.min(capturedEnd, from + HASHED_BYTES); i++) {
            hash = (hash ^ (bytes[i] & 255)) * PRIME;
        }
        return mix(hash);
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
