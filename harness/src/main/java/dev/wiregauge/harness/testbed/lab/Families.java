package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.stream.Stream;

/// Which families of addresses the nodes of a lab have.
public enum Families {
    IPV4("4"),
    IPV6("6"),
    /// Nodes have both; each mode has pods of its own with addresses of one family, so that both
    /// are measured in turn in one run.
    DUAL("dual");

    private final String id;

    Families(String id) {
        this.id = id;
    }

    /// As on the command line.
    public String id() {
        return id;
    }

    /// These and, where both families are measured, their likes over IPv6.
    public List<Mode> modes(List<Mode> wanted) {
        return this == DUAL
                ? Stream.concat(
                                wanted.stream(),
                                wanted.stream().flatMap(mode -> mode.overIpv6().stream()))
                        .distinct()
                        .toList()
                : wanted;
    }

    List<AddressFamily> all() {
        return switch (this) {
            case IPV4 -> List.of(AddressFamily.IPV4);
            case IPV6 -> List.of(AddressFamily.IPV6);
            case DUAL -> List.of(AddressFamily.IPV4, AddressFamily.IPV6);
        };
    }

    /// That of the nodes' first addresses.
    AddressFamily first() {
        return all().getFirst();
    }

    /// That of a mode's pods.
    AddressFamily of(Mode mode) {
        return mode.isOverIpv6() ? AddressFamily.IPV6 : first();
    }

    boolean have(AddressFamily family) {
        return all().contains(family);
    }
}
