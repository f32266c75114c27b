package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.Layer;
import dev.wiregauge.agent.packet.Packet;
import dev.wiregauge.result.Inspection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ICMP errors by kind, sender and the pair they are about.
final class IcmpErrors {
    private static final int MAX_KINDS = 1000;

    private final Map<Inspection.IcmpError, Long> counts = new LinkedHashMap<>();

    void add(Packet packet) {
        Optional<Layer.Icmp> icmp = packet.last(Layer.Icmp.class);
        Optional<Layer.Ip> sender = packet.ipLayers().stream().reduce((_, last) -> last);
        Optional<Layer.Ip> quoted =
                icmp.flatMap(Layer.Icmp::quoted).flatMap(q -> q.ipLayers().stream().findFirst());
        if (icmp.isEmpty() || sender.isEmpty() || quoted.isEmpty()) {
            return;
        }
        Inspection.IcmpError error =
                new Inspection.IcmpError(
                        sender.get().source().toString(),
                        about(icmp.get()),
                        icmp.get().mtuBytes(),
                        quoted.get().source().toString(),
                        quoted.get().destination().toString(),
                        0);
        if (counts.containsKey(error) || counts.size() < MAX_KINDS) {
            counts.merge(error, 1L, Long::sum);
        }
    }

    List<Inspection.IcmpError> facts() {
        return counts.entrySet().stream()
                .map(entry ->
                        new Inspection.IcmpError(
                                entry.getKey().sender(),
                                entry.getKey().about(),
                                entry.getKey().mtuBytes(),
                                entry.getKey().quotedSource(),
                                entry.getKey().quotedDestination(),
                                entry.getValue()))
                .toList();
    }

    /// In the words of the registries of ICMP and ICMPv6 types.
    private static String about(Layer.Icmp icmp) {
        int code = icmp.code();
        return icmp.ipVersion() == 4
                ? switch (icmp.type()) {
                    case 3 ->
                            switch (code) {
                                case 0 -> "network unreachable";
                                case 1 -> "host unreachable";
                                case 3 -> "port unreachable";
                                case 4 -> "fragmentation needed";
                                case 9, 10, 13 -> "administratively prohibited";
                                default -> "destination unreachable, code " + code;
                            };
                    case 4 -> "source quench";
                    case 5 -> "redirect";
                    case 11 -> code == 1 ? "reassembly time exceeded" : "time to live exceeded";
                    default -> "parameter problem";
                }
                : switch (icmp.type()) {
                    case 1 ->
                            switch (code) {
                                case 0 -> "no route";
                                case 1 -> "administratively prohibited";
                                case 3 -> "address unreachable";
                                case 4 -> "port unreachable";
                                default -> "destination unreachable, code " + code;
                            };
                    case 2 -> "packet too big";
                    case 3 -> code == 1 ? "reassembly time exceeded" : "hop limit exceeded";
                    default -> "parameter problem";
                };
    }
}
