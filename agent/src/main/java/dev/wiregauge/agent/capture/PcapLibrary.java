package dev.wiregauge.agent.capture;

import com.sun.jna.NativeLibrary;

import java.util.List;
import java.util.Optional;

/// Whether libpcap is on this machine, and under what name.
///
/// Distributions name it differently: Debian has `libpcap.so.0.8`, most others `libpcap.so.1`, and
/// only development packages the plain `libpcap.so` that pcap4j looks for by itself.
final class PcapLibrary {
    private static final String PCAP4J_LIBRARY_PROPERTY = "org.pcap4j.core.pcapLibName";
    private static final List<String> NAMES =
            List.of("libpcap.so.0.8", "libpcap.so.1", "libpcap.so");

    private PcapLibrary() {}

    /// Tells pcap4j the library's name, or says why there is none.
    static Optional<String> missing() {
        for (String name : NAMES) {
            try {
                NativeLibrary.getInstance(name);
                System.setProperty(PCAP4J_LIBRARY_PROPERTY, name);
                return Optional.empty();
            } catch (UnsatisfiedLinkError _) {
                // the next name may be the one that this distribution uses
            }
        }
        return Optional.of("none of " + String.join(", ", NAMES) + " can be loaded");
    }
}
