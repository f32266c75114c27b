package dev.wiregauge.harness;

import dev.wiregauge.scenario.Workload;

import java.util.Optional;

/// What a run may take of a network that others use too.
///
/// @param maxBitsPerSecond of payload and IP headers that one trial may offer; 1,000 or more
/// @param maxBytes of payload that the whole run may move, warm-up included
public record Budget(Optional<Long> maxBitsPerSecond, Optional<Long> maxBytes) {
    public static final Budget UNLIMITED = new Budget(Optional.empty(), Optional.empty());

    /// IPv4 and UDP.
    private static final int HEADER_BYTES = 28;

    private static final long LEAST_RATE = 1000;

    public Budget {
        maxBitsPerSecond
                .filter(rate -> rate < LEAST_RATE)
                .ifPresent(rate -> refuse("maxBitsPerSecond", rate, LEAST_RATE));
        maxBytes.filter(bytes -> bytes < 1).ifPresent(bytes -> refuse("maxBytes", bytes, 1));
    }

    private static void refuse(String field, long value, long least) {
        throw new IllegalArgumentException(
                "%s is %d, allowed: %d or more".formatted(field, value, least));
    }

    /// Datagrams are offered at no more than the rate; the name of the workload says so. TCP is
    /// paced by its own kernel and keeps its name.
    public Workload capped(Workload workload) {
        if (maxBitsPerSecond.isEmpty()) {
            return workload;
        }
        return switch (workload) {
            case Workload.UdpStream(int bytes, Optional<Integer> rate) ->
                    new Workload.UdpStream(bytes, Optional.of(lower(bytes, rate)));
            case Workload.UdpStreamSegmented(int bytes, Optional<Integer> rate) ->
                    new Workload.UdpStreamSegmented(bytes, Optional.of(lower(bytes, rate)));
            case Workload.UdpRateSweep(int bytes, int loss, int most, int steps) ->
                    new Workload.UdpRateSweep(
                            bytes, loss, Math.max(100, lower(bytes, Optional.of(most))), steps);
            case Workload.TcpStream _,
                    Workload.TcpStreamZeroCopy _,
                    Workload.TcpRr _,
                    Workload.TcpCrr _,
                    Workload.UdpRr _,
                    Workload.TcpRrUnderLoad _ ->
                    workload;
        };
    }

    private int lower(int payloadBytes, Optional<Integer> packetsPerSecond) {
        long most = maxBitsPerSecond.orElseThrow() / (8L * (payloadBytes + HEADER_BYTES));
        long asked = packetsPerSecond.orElse(Workload.MAX_PACKETS_PER_SECOND);
        return Math.toIntExact(Math.max(1, Math.min(most, asked)));
    }
}
