package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.probe.ProbeSocket.News;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Sends many small datagrams and keeps count of what comes back.
///
/// Never more than a few are on their way at once, so that no socket buffer overflows and every
/// loss is the network's.
final class EchoProber {
    private static final int WINDOW = 16;
    private static final long PATIENCE_NS = 400_000_000;

    /// An unreachable server need not be asked a thousand times.
    private static final int GIVE_UP_AFTER = 16;

    private static final int TRIES = 3;
    private static final long LAST_WAIT_NS = 1_000_000_000;

    private final Probe.Echo probe;
    private final byte[] cookie;
    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> onTheirWay = new LinkedHashMap<>();
    private final Map<Integer, Long> late = new LinkedHashMap<>();
    private final Map<String, Integer> servedBy = new TreeMap<>();
    private final Map<String, Integer> peersSeen = new TreeMap<>();
    private final Map<String, Integer> errors = new TreeMap<>();
    private final List<Long> roundTripsNs = new ArrayList<>();
    private String localAddress = "";
    private int sent;
    private int arrived;

    private EchoProber(Probe.Echo probe, InetSocketAddress server, LongSupplier nanoTime) {
        this.probe = probe;
        this.cookie = ProbeDatagram.cookie(probe.cookie());
        this.server = server;
        this.nanoTime = nanoTime;
    }

    static Echoes run(Probe.Echo probe, InetSocketAddress server, LongSupplier nanoTime) {
        return new EchoProber(probe, server, nanoTime).run();
    }

    private Echoes run() {
        if (probe.newPortEach()) {
            spread();
        } else {
            exchange();
        }
        return new Echoes(
                localAddress,
                sent,
                roundTripsNs.size(),
                probe.newPortEach() ? roundTripsNs.size() : Math.min(arrived, sent),
                servedBy,
                peersSeen,
                errors,
                Percentiles.micros(roundTripsNs));
    }

    private boolean worthwhile() {
        return !roundTripsNs.isEmpty() || sent < GIVE_UP_AFTER;
    }

    private void exchange() {
        try (ProbeSocket socket = open()) {
            localAddress = socket.localAddress();
            int next = 0;
            long sendAtNs = nanoTime.getAsLong();
            while ((next < probe.count() && worthwhile()) || !onTheirWay.isEmpty()) {
                while (next < probe.count()
                        && worthwhile()
                        && onTheirWay.size() < WINDOW
                        && nanoTime.getAsLong() - sendAtNs >= 0) {
                    send(socket, probe.firstTag() + next++);
                    sendAtNs = nanoTime.getAsLong() + probe.gapMicros() * 1000L;
                }
                hear(socket.next());
                setTheLateAside();
            }
            // a busy machine answers late, a network that loses never
            long endNs = nanoTime.getAsLong() + (roundTripsNs.isEmpty() ? 0 : LAST_WAIT_NS);
            while (!late.isEmpty() && nanoTime.getAsLong() - endNs < 0) {
                hear(socket.next());
            }
        }
    }

    /// Each datagram from a socket of its own, so that each is a new flow to whoever balances. A
    /// flow without an answer is asked again: it meets the same backend. The first goes alone: of
    /// flows that begin together two may be balanced before either is remembered, and a Service
    /// with session affinity would seem to have none.
    private void spread() {
        List<ProbeSocket> sockets = new ArrayList<>();
        List<Integer> silent = new ArrayList<>();
        try {
            askNew(sockets, silent);
            if (roundTripsNs.isEmpty() && errors.isEmpty() && hearsLate(sockets, silent)) {
                askNew(sockets, silent);
            }
            for (int i = 1; i < TRIES && !roundTripsNs.isEmpty() && !silent.isEmpty(); i++) {
                ask(sockets, silent);
            }
        } finally {
            sockets.forEach(ProbeSocket::close);
        }
    }

    /// @param silent gets the places of the sockets that are not answered
    private void askNew(List<ProbeSocket> sockets, List<Integer> silent) {
        while (sockets.size() < probe.count() && worthwhile()) {
            int first = sockets.size();
            int next = Math.min(first == 0 ? 1 : first + WINDOW, probe.count());
            for (int i = first; i < next; i++) {
                sockets.add(open());
            }
            localAddress = sockets.getLast().localAddress();
            List<Integer> group = new ArrayList<>(IntStream.range(first, next).boxed().toList());
            sent += group.size();
            ask(sockets, group);
            silent.addAll(group);
            if (first > 0 && roundTripsNs.isEmpty()) {
                ask(sockets, silent);
            }
        }
    }

    /// @param open the places of the sockets that still wait; those that get an answer leave it
    private void ask(List<ProbeSocket> sockets, List<Integer> open) {
        onTheirWay.clear();
        int before = sent;
        for (int i : open) {
            send(sockets.get(i), probe.firstTag() + i);
        }
        sent = before;
        while (!onTheirWay.isEmpty()) {
            hear(
                    sockets,
                    open,
                    open.stream()
                            .filter(i -> onTheirWay.containsKey(probe.firstTag() + i))
                            .toList());
            setTheLateAside();
        }
    }

    /// Whether one of the silent is answered within a last wait: then the machine is busy, not the
    /// network dead.
    private boolean hearsLate(List<ProbeSocket> sockets, List<Integer> silent) {
        long endNs = nanoTime.getAsLong() + LAST_WAIT_NS;
        while (roundTripsNs.isEmpty() && nanoTime.getAsLong() - endNs < 0) {
            hear(sockets, silent, List.copyOf(silent));
        }
        return !roundTripsNs.isEmpty();
    }

    private void hear(List<ProbeSocket> sockets, List<Integer> open, List<Integer> waiting) {
        ProbeSocket.await(waiting.stream().map(sockets::get).toList());
        for (int i : waiting) {
            int answers = roundTripsNs.size();
            hear(sockets.get(i).nextNow());
            if (roundTripsNs.size() > answers) {
                open.remove(Integer.valueOf(i));
            }
        }
    }

    private void setTheLateAside() {
        long nowNs = nanoTime.getAsLong();
        onTheirWay
                .entrySet()
                .removeIf(each -> {
                    boolean isLate = nowNs - each.getValue() > PATIENCE_NS;
                    if (isLate) {
                        late.put(each.getKey(), each.getValue());
                    }
                    return isLate;
                });
    }

    private ProbeSocket open() {
        return new ProbeSocket(
                cookie,
                server,
                probe.dontFragment() ? SocketOption.DISCOVER_PROBE : SocketOption.DISCOVER_NEVER);
    }

    private void send(ProbeSocket socket, int tag) {
        onTheirWay.put(tag, nanoTime.getAsLong());
        int errno = socket.send(tag, probe.packetBytes());
        sent++;
        if (errno != 0) {
            errors.merge(Errno.name(errno) + " (local)", 1, Integer::sum);
            onTheirWay.remove(tag);
        }
    }

    private void hear(News news) {
        switch (news) {
            case News.Answered(ProbeDatagram.Answer answer) -> {
                Long waiting = onTheirWay.remove(answer.tag());
                Long sentNs = waiting == null ? late.remove(answer.tag()) : waiting;
                if (sentNs != null) {
                    roundTripsNs.add(nanoTime.getAsLong() - sentNs);
                    servedBy.merge(answer.agent(), 1, Integer::sum);
                    peersSeen.merge(answer.peerSeen(), 1, Integer::sum);
                    arrived = Math.max(arrived, answer.arrived());
                }
            }
            case News.TooBig(String sender, int mtuBytes, var tag) ->
                    failed("EMSGSIZE from " + sender, tag);
            case News.Failed(String name, var tag) -> failed(name, tag);
            case News.Nothing() -> {}
        }
    }

    private void failed(String name, Optional<Integer> tag) {
        errors.merge(name, 1, Integer::sum);
        tag.ifPresent(onTheirWay::remove);
    }
}
