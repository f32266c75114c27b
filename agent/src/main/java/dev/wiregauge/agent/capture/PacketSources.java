package dev.wiregauge.agent.capture;

import java.util.Optional;

/// Chooses how to capture on this machine.
public final class PacketSources {
    private PacketSources() {}

    /// Starts a capture by libpcap.
    ///
    /// @throws CaptureException if it cannot be started
    public static PacketSource open(CaptureRequest request) {
        Optional<String> missing = PcapLibrary.missing();
        if (missing.isPresent()) {
            throw new CaptureException("cannot capture without libpcap: " + missing.get());
        }
        return new LibpcapSource(request);
    }
}
