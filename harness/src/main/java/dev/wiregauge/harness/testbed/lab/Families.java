package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which families of addresses the nodes of a lab have.
public enum Families {
    IPV4("4"),
    IPV6("6"),
    /// Nodes have both; each mode has pods of its own with addresses of one family, so that both
    /// are measured in turn in one run.
    DUAL("dual");

    /// Of the modes that name no family; RFC 2003 carries IPv4 alone.
    private static final Set<Mode> OVER_EITHER =
            Set.of(Mode.HOST, Mode.BGP, Mode.VXLAN, Mode.VXLAN_CROSS_SUBNET);

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

    /// Why a lab of these families has no pods of a mode; empty where it has.
    public Optional<String> refusal(Mode mode) {
        if (mode.isOverIpv6() && this != DUAL) {
            return Optional.of(
                    "mode %s stands beside modes over IPv4: it takes --family dual"
                            .formatted(mode.id()));
        }
        return !mode.isOverIpv6() && of(mode) == AddressFamily.IPV6 && !OVER_EITHER.contains(mode)
                ? Optional.of(
                        "the lab lays %s over IPv4 only: with --family 6 choose --modes from bgp, vxlan, vxlan-cross-subnet"
                                .formatted(mode.id()))
                : Optional.empty();
    }

    /// Those of the modes that a lab of these families has pods of.
    public List<Mode> carried(List<Mode> modes) {
        return modes.stream().filter(mode -> refusal(mode).isEmpty()).toList();
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
