package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.ScannedHeaders;
import dev.wiregauge.agent.packet.TunnelKind;
import dev.wiregauge.result.Inspection;

import java.util.TreeSet;

/// All packets with one kind of outermost tunnel.
final class EncapsulationCounts {
    private static final int MAX_NETWORKS = 64;

    private final TunnelKind kind;
    private final ByteCounts overheads = new ByteCounts();
    private final TreeSet<Integer> networks = new TreeSet<>();
    private int lastNetwork = -1;
    private long packets;
    private int largestInner;
    private int largestOuter;
    private long innerDontFragment;
    private long outerDontFragment;
    private long innerFragments;
    private long outerFragments;

    EncapsulationCounts(TunnelKind kind) {
        this.kind = kind;
    }

    void add(ScannedHeaders headers, boolean superFrame) {
        packets++;
        boolean outerFragment = headers.outerIsFragment();
        innerDontFragment += headers.innerDontFragment() ? 1 : 0;
        outerDontFragment += headers.outerDontFragment() ? 1 : 0;
        outerFragments += outerFragment ? 1 : 0;
        innerFragments += headers.ipHeaders() > 1 && headers.innerIsFragment() ? 1 : 0;
        if (!superFrame) {
            largestInner = Math.max(largestInner, headers.innerBytes());
            largestOuter = Math.max(largestOuter, headers.outerBytes());
        }
        boolean seesInside = kind == TunnelKind.NONE || headers.ipHeaders() > 1;
        if (seesInside && !outerFragment && !headers.innerIsFragment()) {
            overheads.add(headers.overheadBytes());
        }
        // packets of one network come in runs: the set is asked only where it changes
        if (headers.vni() != lastNetwork && headers.vni() >= 0) {
            lastNetwork = headers.vni();
            if (networks.size() < MAX_NETWORKS) {
                networks.add(lastNetwork);
            }
        }
    }

    Inspection.EncapsulationSeen facts() {
        return new Inspection.EncapsulationSeen(
                Flow.name(kind),
                networks.stream().toList(),
                packets,
                overheads.toMap(),
                largestInner,
                largestOuter,
                innerDontFragment,
                outerDontFragment,
                innerFragments,
                outerFragments);
    }
}
