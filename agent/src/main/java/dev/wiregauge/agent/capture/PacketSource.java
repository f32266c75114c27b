package dev.wiregauge.agent.capture;

/// A live capture of one interface into one file, running since it was made.
///
/// What callers must not rely on: that a packet is in the file before [#stop()] has returned.
public interface PacketSource extends AutoCloseable {
    /// Who takes the packets, such as `libpcap (pcap4j)` or `AF_PACKET ring`.
    String description();

    /// Waits until the kernel has handed over what it holds, then ends the capture and completes
    /// the file. The traffic of interest must be over.
    ///
    /// @throws CaptureException if the capture broke before
    Counts stop();

    /// Ends the capture at once if it still runs. May be called twice.
    @Override
    void close();

    /// @param recorded packets in the file
    /// @param dropped packets that matched the filter and are not in the file: by the kernel's own
    ///   count, or by what is missing between its count and the file
    /// @param droppedByInterface by the device's driver, before the filter
    record Counts(long recorded, long dropped, long droppedByInterface) {}
}
