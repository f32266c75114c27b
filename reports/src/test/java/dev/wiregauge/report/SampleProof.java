package dev.wiregauge.report;

import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Datagram;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One direction's proof of a [SampleRun].
record SampleProof(Mode mode, int fromNode, boolean routedPlain) {
    private static final int[] SIZES = {64, 512, 1280, 1400};

    WireProof proof() {
        Encapsulation expected = mode.expected(false).orElse(Encapsulation.NONE);
        Encapsulation seen = routedPlain ? Encapsulation.NONE : expected;
        int mtu = 1500 - expected.overheadIpv4Bytes();
        List<Datagram> datagrams = new ArrayList<>();
        for (int size : SIZES) {
            datagrams.add(datagram(datagrams.size() + 1, size, seen));
        }
        datagrams.add(datagram(datagrams.size() + 1, mtu, seen));
        datagrams.add(
                new Datagram(datagrams.size() + 1, mtu + 1, true, "EMSGSIZE", false, List.of()));
        int toNode = 3 - fromNode;
        return new WireProof(
                mode,
                new Endpoint(
                        mode.id() + "-" + fromNode, "node-" + fromNode, "198.19.0." + fromNode),
                new Endpoint(mode.id() + "-" + toNode, "node-" + toNode, "198.19.0." + toNode),
                Optional.of(expected),
                tunnel(seen),
                mtu,
                datagrams,
                List.of(capturePoint(fromNode), capturePoint(toNode)),
                routedPlain
                        ? new Verdict.Inconclusive(
                                "expected VXLAN with 50 bytes, the wire shows none with 0 bytes")
                        : new Verdict.Pass());
    }

    private static String tunnel(Encapsulation seen) {
        return switch (seen) {
            case NONE -> "none";
            case IPIP -> "tunl0 look-alike (eBPF by TCX)";
            case VXLAN -> "kernel vxlan";
            case GENEVE, GRE, WIREGUARD -> "not in the sample";
        };
    }

    private CapturePoint capturePoint(int node) {
        return new CapturePoint(
                "node-" + node + "-uplink",
                "node-" + node,
                "eth0",
                "host 198.18.0.1 and host 198.18.0.2",
                mode.id() + "-node-" + node + ".pcap",
                10,
                0);
    }

    private Datagram datagram(int tag, int size, Encapsulation seen) {
        List<Sighting> sightings = new ArrayList<>();
        for (int node = 1; node <= 2; node++) {
            boolean vxlan = seen == Encapsulation.VXLAN;
            boolean udp = vxlan || seen == Encapsulation.NONE;
            sightings.add(
                    new Sighting(
                            "node-" + node + "-uplink",
                            seen,
                            size + seen.overheadIpv4Bytes(),
                            size,
                            "198.18.0." + fromNode,
                            "198.18.0." + (3 - fromNode),
                            seen == Encapsulation.IPIP ? 4 : 17,
                            udp ? Optional.of(40_000 + tag % 3) : Optional.empty(),
                            udp ? Optional.of(vxlan ? 4789 : 7) : Optional.empty(),
                            vxlan ? Optional.of(4096) : Optional.empty(),
                            !vxlan,
                            true,
                            true));
        }
        return new Datagram(tag, size, true, Datagram.SENT, true, sightings);
    }
}
