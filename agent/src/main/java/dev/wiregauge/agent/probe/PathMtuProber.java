package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.probe.ProbeSocket.News;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PacketTooBig;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Finds the largest unfragmented packet that one path takes, and what stops the next larger one.
///
/// Sizes are asked in volleys, each up to three times with a small control datagram beside it. The
/// first volley is one packet of the interface's MTU; where an ICMP message states a limit, the
/// next one tries just that; where there is silence, sixteen sizes at a time close in on the limit.
/// So a healthy path takes milliseconds and a black hole about two seconds.
final class PathMtuProber {
    private static final int CONTROL_BYTES = 64;
    private static final int TRIES = 3;
    private static final long TRY_NS = 200_000_000;
    private static final int SIZES_PER_VOLLEY = 16;

    /// Two routers with different limits need two rounds; more than this is no convergence.
    private static final int MAX_ROUNDS = 8;

    /// Candidates that common underlays make likely (FAULTS.md, section 3).
    private static final List<Integer> LIKELY =
            List.of(1280, 1320, 1340, 1370, 1400, 1410, 1430, 1440, 1442, 1450, 1460, 1480, 8951);

    private final ProbeSocket socket;
    private final LongSupplier nanoTime;
    private final Map<Integer, Integer> sizeOfTag = new HashMap<>();
    private final TreeMap<Integer, Fate> fates = new TreeMap<>();
    private final Set<PacketTooBig> tooBig = new LinkedHashSet<>();
    private final Map<String, Integer> errors = new TreeMap<>();
    private int nextTag;
    private int controlsSent;
    private int controlsAnswered;

    private enum Fate {
        ANSWERED,
        TOO_BIG,
        REFUSED_HERE,
        SILENT
    }

    private PathMtuProber(int firstTag, ProbeSocket socket, LongSupplier nanoTime) {
        this.socket = socket;
        this.nanoTime = nanoTime;
        this.nextTag = firstTag;
    }

    static PathMtu run(Probe.PathMtu probe, InetSocketAddress server, LongSupplier nanoTime) {
        byte[] cookie = ProbeDatagram.cookie(probe.cookie());
        try (ProbeSocket socket = new ProbeSocket(cookie, server, SocketOption.DISCOVER_PROBE)) {
            return new PathMtuProber(probe.firstTag(), socket, nanoTime).run();
        }
    }

    private PathMtu run() {
        long startNs = nanoTime.getAsLong();
        int interfaceMtu = socket.interfaceMtuBytes();
        volley(List.of());
        MtuLimit limit;
        if (controlsAnswered == 0) {
            limit = MtuLimit.UNREACHABLE;
        } else {
            volley(List.of(interfaceMtu));
            closeIn(interfaceMtu);
            limit = limit();
        }
        int largest = largestAnswered();
        Integer lost = fates.higherKey(largest);
        return new PathMtu(
                interfaceMtu,
                largest,
                lost == null ? 0 : lost,
                limit,
                List.copyOf(tooBig),
                controlsSent,
                controlsAnswered,
                errors,
                (int) ((nanoTime.getAsLong() - startNs) / 1_000_000));
    }

    private void closeIn(int interfaceMtu) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int low = largestAnswered();
            Integer high = fates.higherKey(low);
            if (high == null || high - low <= 1) {
                return;
            }
            volley(sizesBetween(low, high, interfaceMtu));
        }
    }

    private List<Integer> sizesBetween(int low, int high, int interfaceMtu) {
        Set<Integer> sizes = new LinkedHashSet<>();
        tooBig.stream()
                .map(PacketTooBig::mtuBytes)
                .filter(mtu -> mtu > low && mtu < high)
                .forEach(mtu -> {
                    sizes.add(mtu);
                    if (mtu + 1 < high) {
                        sizes.add(mtu + 1);
                    }
                });
        if (!sizes.isEmpty()) {
            return List.copyOf(sizes);
        }
        if (high == interfaceMtu) {
            LIKELY.stream().filter(size -> size > low && size < high).forEach(sizes::add);
        }
        int steps = Math.min(SIZES_PER_VOLLEY, high - low - 1);
        for (int i = 1; i <= steps; i++) {
            sizes.add(low + (int) ((long) (high - low) * i / (steps + 1)));
        }
        sizes.remove(low);
        return List.copyOf(sizes);
    }

    /// Asks each of these sizes until its fate is known, at most three times.
    private void volley(List<Integer> sizes) {
        Set<Integer> open = new LinkedHashSet<>(sizes);
        open.add(CONTROL_BYTES);
        for (int attempt = 0; attempt < TRIES && !open.isEmpty(); attempt++) {
            open.add(CONTROL_BYTES);
            for (int size : List.copyOf(open)) {
                send(size, open);
            }
            listen(open);
            if (sizes.isEmpty() && controlsAnswered > 0) {
                return;
            }
            if (!sizes.isEmpty() && open.equals(Set.of(CONTROL_BYTES))) {
                break;
            }
        }
        open.remove(CONTROL_BYTES);
        open.forEach(size -> fates.put(size, Fate.SILENT));
    }

    private void send(int size, Set<Integer> open) {
        int tag = nextTag++;
        sizeOfTag.put(tag, size);
        int errno = socket.send(tag, size);
        if (size == CONTROL_BYTES) {
            controlsSent++;
        }
        if (errno == Errno.EMSGSIZE && size != CONTROL_BYTES) {
            fates.put(size, Fate.REFUSED_HERE);
            open.remove(size);
        } else if (errno != 0) {
            errors.merge(Errno.name(errno) + " (local)", 1, Integer::sum);
        }
    }

    private void listen(Set<Integer> open) {
        long endNs = nanoTime.getAsLong() + TRY_NS;
        while (!open.isEmpty() && nanoTime.getAsLong() - endNs < 0) {
            switch (socket.next()) {
                case News.Answered(ProbeDatagram.Answer answer) ->
                        settle(sizeOfTag.getOrDefault(answer.tag(), 0), Fate.ANSWERED, open);
                case News.TooBig(String sender, int mtuBytes, var tag) -> {
                    tooBig.add(new PacketTooBig(sender, mtuBytes));
                    tag.map(sizeOfTag::get)
                            .ifPresentOrElse(
                                    size -> settle(size, Fate.TOO_BIG, open),
                                    () -> settleAbove(mtuBytes, open));
                }
                case News.Failed(String name, var tag) -> errors.merge(name, 1, Integer::sum);
                case News.Nothing() -> {}
            }
        }
    }

    private void settle(int size, Fate fate, Set<Integer> open) {
        if (size == CONTROL_BYTES && fate == Fate.ANSWERED) {
            controlsAnswered++;
        } else if (size != 0) {
            fates.put(size, fate);
        }
        open.remove(size);
    }

    /// For a message that quotes too little of the datagram to tell which one it was.
    private void settleAbove(int mtuBytes, Set<Integer> open) {
        new ArrayList<>(open)
                .stream()
                        .filter(size -> size > mtuBytes)
                        .forEach(size -> settle(size, Fate.TOO_BIG, open));
    }

    private int largestAnswered() {
        return fates.entrySet().stream()
                .filter(entry -> entry.getValue() == Fate.ANSWERED)
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(controlsAnswered > 0 ? CONTROL_BYTES : 0);
    }

    private MtuLimit limit() {
        Map.Entry<Integer, Fate> above = fates.higherEntry(largestAnswered());
        if (above == null) {
            return MtuLimit.NONE;
        }
        return switch (above.getValue()) {
            case ANSWERED -> MtuLimit.NONE;
            case TOO_BIG -> MtuLimit.ICMP;
            case REFUSED_HERE -> MtuLimit.LOCAL;
            case SILENT -> MtuLimit.BLACK_HOLE;
        };
    }
}
