package dev.wiregauge.agent.capture;

import java.io.IOException;
import java.nio.file.Path;

/// A program that captures until its input ends: for tests that need a source of their choice
/// inside a namespace, and for measurements beside tcpdump.
///
/// Arguments: `ring` or `libpcap`, interface, filter, snap length, file. Prints `ready`, and at the
/// end the packets recorded and dropped.
public final class CaptureProgram {
    private CaptureProgram() {}

    public static void main(String[] arguments) throws IOException {
        CaptureRequest request =
                new CaptureRequest(
                        arguments[1],
                        arguments[2],
                        Integer.parseInt(arguments[3]),
                        CaptureRequest.RING_BYTES,
                        Path.of(arguments[4]));
        try (PacketSource source =
                arguments[0].equals("ring")
                        ? PacketSources.ring(request)
                        : PacketSources.libpcap(request)) {
            System.out.println("ready");
            System.in.readAllBytes();
            PacketSource.Counts counts = source.stop();
            System.out.println(counts.recorded() + " " + counts.dropped());
        }
    }
}
