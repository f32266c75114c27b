package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;

import java.util.List;

/// Faults of the cluster's DNS: its server, what lies before it, and the pods' settings.
final class DnsFaults {
    static final List<LabFault> ALL =
            List.of(
                    server(
                            "dns-drops-every-second",
                            "F39",
                            "the DNS server never sees every second query over UDP",
                            "udp dport 53 numgen inc mod 2 == 1 drop;"),
                    server(
                            "dns-server-dead",
                            "F60",
                            "the DNS pod runs, but nobody listens on port 53",
                            """
                            udp dport 53 reject;
                                tcp dport 53 reject with tcp reset;\
                            """),
                    server(
                            "dns-blocked",
                            "F60",
                            "a policy before the DNS pod drops what comes to port 53",
                            "meta l4proto { tcp, udp } th dport 53 drop;"),
                    server(
                            "dns-truncation-tcp-blocked",
                            "F61",
                            "long answers are truncated, and TCP to port 53 is dropped",
                            "tcp dport 53 drop;"),
                    new LabFault(
                            "dns-search-missing",
                            "F62",
                            "the pods have no search list, as with dnsPolicy Default",
                            Place.EVERYWHERE,
                            topology ->
                                    LabNames.change(
                                            needsDns(topology, "dns-search-missing"),
                                            List.of(),
                                            1)),
                    new LabFault(
                            "dns-search-amplification",
                            "F51",
                            "the pods' search list has three suffixes of the nodes' as well",
                            Place.EVERYWHERE,
                            topology ->
                                    LabNames.change(
                                            needsDns(topology, "dns-search-amplification"),
                                            LabNames.withNodesSuffixes(),
                                            5)));

    private DnsFaults() {}

    private static LabFault server(String id, String catalogueId, String title, String rule) {
        return new LabFault(
                id,
                catalogueId,
                title,
                Place.SERVICE,
                topology ->
                        List.of(
                                FaultSteps.table(
                                        needsDns(topology, id).pod(LabTopology.DNS_POD).namespace(),
                                        "ip wg-" + id,
                                        """
                                          chain input {
                                            type filter hook input priority 0; policy accept;
                                            %s
                                          }
                                        """
                                                .formatted(rule))));
    }

    private static LabTopology needsDns(LabTopology topology, String fault) {
        if (!topology.options().dns()) {
            throw FaultSteps.lacks(fault, "DNS");
        }
        return topology;
    }
}
