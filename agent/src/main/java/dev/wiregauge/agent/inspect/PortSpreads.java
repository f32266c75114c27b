package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.ScannedHeaders;
import dev.wiregauge.agent.packet.TunnelKind;
import dev.wiregauge.result.Inspection;

import java.util.ArrayList;
import java.util.List;

/// Which UDP source ports each tunnel end uses towards each other.
final class PortSpreads {
    /// Pairs of tunnel ends that are counted; each costs 256 KiB.
    private static final int MAX_PAIRS = 64;

    private final List<Pair> pairs = new ArrayList<>();
    private final FlowKey key = new FlowKey();

    private static final class Pair {
        final FlowKey key;
        final int[] packetsByPort = new int[1 << 16];

        Pair(FlowKey key) {
            this.key = key;
        }
    }

    void add(ScannedHeaders headers, byte[] bytes) {
        int port = headers.outerSourcePort();
        boolean udpTunnel =
                headers.tunnel() == TunnelKind.VXLAN || headers.tunnel() == TunnelKind.GENEVE;
        if (port < 0 || !udpTunnel) {
            return;
        }
        key.outer(headers, bytes);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (pair.key.same(key)) {
                pair.packetsByPort[port]++;
                return;
            }
        }
        if (pairs.size() < MAX_PAIRS) {
            Pair pair = new Pair(key.copy());
            pair.packetsByPort[port]++;
            pairs.add(pair);
        }
    }

    List<Inspection.PortSpread> facts() {
        return pairs.stream().map(PortSpreads::facts).toList();
    }

    private static Inspection.PortSpread facts(Pair pair) {
        long packets = 0;
        int ports = 0;
        for (int count : pair.packetsByPort) {
            packets += count;
            ports += count > 0 ? 1 : 0;
        }
        double entropyBits = 0;
        for (int count : pair.packetsByPort) {
            if (count > 0) {
                double share = (double) count / packets;
                entropyBits -= share * Math.log(share) / Math.log(2);
            }
        }
        return new Inspection.PortSpread(
                pair.key.source().toString(),
                pair.key.destination().toString(),
                Flow.name(pair.key.tunnel),
                packets,
                ports,
                Math.max(0, entropyBits));
    }
}
