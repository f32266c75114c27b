package dev.wiregauge.scenario;

import java.util.List;
import java.util.Optional;

/// Options set on the measuring sockets of both ends, beside congestion control; what is left out
/// stays as the kernel has it. What came of them is recorded with each trial.
///
/// @param busyPollMicros SO_BUSY_POLL: how long a blocked receive looks at the device's queue
///   itself, 0 to 10,000; more than `net.core.busy_read` needs CAP_NET_ADMIN, and devices without
///   NAPI busy polling (veth, loopback) take it without effect
/// @param incomingCpu SO_INCOMING_CPU: whether each socket prefers packets that were handled on the
///   CPU its thread is pinned to
/// @param sendBufferBytes SO_SNDBUF, 4 KiB to 256 MiB; switches the kernel's own tuning off, and is
///   cut at `net.core.wmem_max`
/// @param receiveBufferBytes SO_RCVBUF, alike; cut at `net.core.rmem_max`
/// @param mssBytes TCP_MAXSEG of both ends, 88 to 32,767: the largest segment that is sent or asked
///   for
public record SocketSettings(
        Optional<Integer> busyPollMicros,
        Optional<Boolean> incomingCpu,
        Optional<Integer> sendBufferBytes,
        Optional<Integer> receiveBufferBytes,
        Optional<Integer> mssBytes) {
    private static final int LEAST_BUFFER_BYTES = 4 << 10;
    private static final int MOST_BUFFER_BYTES = 256 << 20;

    /// TCP_MIN_MSS and MAX_TCP_WINDOW of the kernel (include/net/tcp.h).
    private static final int LEAST_MSS_BYTES = 88;

    private static final int MOST_MSS_BYTES = 32_767;

    /// Everything as the kernel has it.
    public static final SocketSettings KERNEL =
            new SocketSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public SocketSettings {
        busyPollMicros.ifPresent(us -> Ranges.check("busyPollMicros", us, 0, 10_000));
        sendBufferBytes.ifPresent(bytes -> checkBuffer("sendBufferBytes", bytes));
        receiveBufferBytes.ifPresent(bytes -> checkBuffer("receiveBufferBytes", bytes));
        mssBytes.ifPresent(
                bytes -> Ranges.check("mssBytes", bytes, LEAST_MSS_BYTES, MOST_MSS_BYTES));
    }

    private static void checkBuffer(String field, int bytes) {
        Ranges.check(field, bytes, LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES);
    }

    public boolean wantsIncomingCpu() {
        return incomingCpu.orElse(false);
    }

    /// Such as `SO_BUSY_POLL 50 us, SO_SNDBUF 262144 bytes`; empty where everything is the
    /// kernel's.
    public Optional<String> inWords() {
        List<String> words =
                List.of(
                                busyPollMicros.map(us -> "SO_BUSY_POLL " + us + " us"),
                                incomingCpu
                                        .filter(wanted -> wanted)
                                        .map(_ -> "SO_INCOMING_CPU the thread's own"),
                                sendBufferBytes.map(n -> "SO_SNDBUF " + n + " bytes"),
                                receiveBufferBytes.map(n -> "SO_RCVBUF " + n + " bytes"),
                                mssBytes.map(n -> "TCP_MAXSEG " + n + " bytes"))
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }
}
