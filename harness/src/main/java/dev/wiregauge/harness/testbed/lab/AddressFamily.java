package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.scenario.Encapsulation;

/// The addresses of a lab, and the words that differ between the two families.
///
/// All lie in what is set aside for benchmarks: 198.18.0.0/15 (RFC 2544) and 2001:2::/48 (RFC
/// 5180).
enum AddressFamily {
    IPV4("198.18.0.0/20", "198.19.0.0/16", "198.18.0.0/16", 32),
    IPV6("2001:2::/56", "2001:2:0:f00::/112", "2001:2:0:1000::/52", 128);

    /// Calico's default block: 64 addresses in either family.
    private static final int BLOCK_BITS = 6;

    private final String underlay;
    private final String services;
    private final String pools;
    private final int bits;

    AddressFamily(String underlay, String services, String pools, int bits) {
        this.underlay = underlay;
        this.services = services;
        this.pools = pools;
        this.bits = bits;
    }

    static AddressFamily of(String address) {
        return address.indexOf(':') < 0 ? IPV4 : IPV6;
    }

    /// @param segment counts from 0
    Cidr underlay(int segment) {
        return Cidr.of(underlay)
                .subnet(
                        segment,
                        switch (this) {
                            case IPV4 -> 24;
                            case IPV6 -> 64;
                        });
    }

    Cidr services() {
        return Cidr.of(services);
    }

    /// @param index counts from 1
    Cidr pool(int index) {
        return Cidr.of(pools)
                .subnet(
                        index,
                        switch (this) {
                            case IPV4 -> 20;
                            case IPV6 -> 64;
                        });
    }

    int blockPrefix() {
        return bits - BLOCK_BITS;
    }

    /// `/32` or `/128`.
    String hostSuffix() {
        return "/" + bits;
    }

    int overheadBytes(Encapsulation encapsulation) {
        return switch (this) {
            case IPV4 -> encapsulation.overheadIpv4Bytes();
            case IPV6 -> encapsulation.overheadIpv6Bytes();
        };
    }

    /// Behind every address that is added: no waiting for the answer of a neighbour that has the
    /// same (RFC 4862 section 5.4), which would take a second.
    String atOnce() {
        return switch (this) {
            case IPV4 -> "";
            case IPV6 -> " nodad";
        };
    }

    /// Calico's names (FelixConfiguration).
    String vxlanDevice() {
        return switch (this) {
            case IPV4 -> TunnelLines.VXLAN_DEVICE;
            case IPV6 -> "vxlan-v6.calico";
        };
    }

    /// Rules for `nft`, written in IPv4's words, in this family's.
    String inNft(String rules) {
        return switch (this) {
            case IPV4 -> rules;
            case IPV6 ->
                    rules.replace("table ip ", "table ip6 ")
                            .replace("ipv4_addr", "ipv6_addr")
                            .replace("ip daddr", "ip6 daddr")
                            .replace("ip saddr", "ip6 saddr");
        };
    }

    /// Address and port, as `nft` reads them behind `dnat to`.
    String endpoint(String address, int port) {
        return switch (this) {
            case IPV4 -> address + ":" + port;
            case IPV6 -> "[" + address + "]:" + port;
        };
    }
}
