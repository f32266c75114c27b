package dev.wiregauge.agent.capture;

import java.nio.file.Path;

/// What one live capture is to take, and where to.
///
/// @param filter in libpcap's language; empty takes everything
/// @param snapLengthBytes most that is kept of each frame
/// @param file is made or replaced; a pcap file with the best resolution that the source offers
public record CaptureRequest(
        String interfaceName, String filter, int snapLengthBytes, int ringBytes, Path file) {
    /// Loses nothing at a million small packets a second here, where libpcap's own 2 MiB lose 1 %.
    public static final int RING_BYTES = 64 << 20;

    /// What tcpdump takes by default too: any frame of the classic kind, whole.
    public static final int MAX_SNAP_BYTES = 262_144;

    public CaptureRequest {
        if (interfaceName.isBlank()) {
            throw new IllegalArgumentException("interfaceName is empty");
        }
        if (snapLengthBytes < 64 || snapLengthBytes > MAX_SNAP_BYTES) {
            throw new IllegalArgumentException(
                    "snapLengthBytes is " + snapLengthBytes + ", allowed: 64 to " + MAX_SNAP_BYTES);
        }
    }
}
