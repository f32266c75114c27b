package dev.wiregauge.agent.capture;

import java.util.Optional;

/// Chooses how to capture on this machine.
public final class PacketSources {
    private PacketSources() {}

    /// Starts a capture by libpcap where it is installed, by a ring of the kernel's where it is
    /// not.
    ///
    /// @throws CaptureException if it cannot be started
    public static PacketSource open(CaptureRequest request) {
        return PcapLibrary.missing().isPresent() ? ring(request) : libpcap(request);
    }

    static PacketSource libpcap(CaptureRequest request) {
        Optional<String> missing = PcapLibrary.missing();
        if (missing.isPresent()) {
            throw new CaptureException("cannot capture by libpcap: " + missing.get());
        }
        return new LibpcapSource(request);
    }

    static PacketSource ring(CaptureRequest request) {
        return new RingSource(request);
    }
}
