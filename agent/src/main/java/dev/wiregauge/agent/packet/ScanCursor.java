package dev.wiregauge.agent.packet;

/// Where a [HeaderScan] stands in its frame: what [Walk] is to the [Decoder], without objects.
public abstract sealed class ScanCursor extends ScannedHeaders permits HeaderScan {
    int at;
    int wireEnd;
    int capturedEnd;
    boolean partial;

    ScanCursor() {}

    /// Forgets the frame before.
    final void begin(byte[] frame, int start, int captured, int wire) {
        bytes = frame;
        at = start;
        capturedEnd = start + captured;
        wireEnd = start + Math.max(captured, wire);
        partial = false;
        ipHeaders = 0;
        tunnel = TunnelKind.NONE;
        tunnelCount = 0;
        vni = ABSENT;
        outerAt = ABSENT;
        innerAt = ABSENT;
        transportAt = ABSENT;
        outerTransportAt = ABSENT;
        outerProtocol = ABSENT;
        protocol = ABSENT;
        outerFragment = false;
        lengthFromFrame = false;
        snapped = false;
        faulty = false;
    }

    final boolean has(int needed) {
        if (needed <= capturedEnd - at) {
            return true;
        }
        if (needed <= wireEnd - at) {
            snapped = true;
        } else {
            missing();
        }
        return false;
    }

    final void missing() {
        faulty |= !partial;
    }

    final Protocol forbidden() {
        faulty = true;
        return Protocol.END;
    }

    final void limit(int wireBytes) {
        wireEnd = Math.min(wireEnd, at + wireBytes);
        capturedEnd = Math.min(capturedEnd, wireEnd);
    }
}
