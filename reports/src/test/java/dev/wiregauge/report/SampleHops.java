package dev.wiregauge.report;

import dev.wiregauge.result.BulkOverhead;
import dev.wiregauge.result.BulkOverhead.Count;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Direction;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.HopTimes.Part;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Endpoint;
import dev.wiregauge.scenario.Mode;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hop times and counted bulk of a run that was never measured. Each part takes as many
/// microseconds as its place in the list, so that a test knows every number.
public final class SampleHops {
    private static final Endpoint CLIENT = new Endpoint("client", "node-1", "198.18.0.2");
    private static final Endpoint SERVER = new Endpoint("server", "node-2", "198.18.0.3");

    private SampleHops() {}

    /// bgp without a tunnel, vxlan whose decapsulation cannot be told, ipip that could not be
    /// watched.
    public static void write(RunFolder folder) {
        folder.writeHopTimes(
                List.of(
                        timed(
                                folder,
                                Mode.BGP,
                                List.of(
                                        hop(Direction.REQUEST, Part.CLIENT),
                                        hop(Direction.REQUEST, Part.POD_TO_NODE),
                                        hop(Direction.REQUEST, Part.WIRE),
                                        hop(Direction.REQUEST, Part.NODE_TO_POD),
                                        hop(Direction.BOTH, Part.SERVER),
                                        hop(Direction.REPLY, Part.WIRE),
                                        hop(Direction.REPLY, Part.CLIENT))),
                        untimed(Mode.IPIP),
                        timed(
                                folder,
                                Mode.VXLAN,
                                List.of(
                                        hop(Direction.REQUEST, Part.CLIENT),
                                        hop(Direction.REQUEST, Part.ENCAPSULATION),
                                        hop(Direction.REQUEST, Part.WIRE),
                                        hop(Direction.REQUEST, Part.NODE_TO_POD),
                                        hop(Direction.BOTH, Part.SERVER),
                                        hop(Direction.REPLY, Part.DECAPSULATION),
                                        hop(Direction.REPLY, Part.NODE_TO_POD)))));
        folder.writeBulkOverheads(
                List.of(
                        new BulkOverhead(
                                Mode.VXLAN,
                                CLIENT,
                                SERVER,
                                "pfifo",
                                32_000_000,
                                7,
                                Optional.of(new Count(1309, 32_160_000)),
                                Optional.of(new Count(24_000, 34_784_000)),
                                new Verdict.Pass()),
                        new BulkOverhead(
                                Mode.IPIP,
                                CLIENT,
                                SERVER,
                                "noqueue",
                                32_000_000,
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                new Verdict.Inconclusive("eth0 has no queue <that> counts"))));
    }

    private static Hop hop(Direction direction, Part part) {
        return new Hop(direction, part, "a", "b");
    }

    private static HopTimes timed(RunFolder folder, Mode mode, List<Hop> hops) {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        long sumNs = 0;
        for (int i = 0; i < hops.size(); i++) {
            long lengthNs = (i + 1) * 1000L;
            histograms.put(hops.get(i).id(), histogram(lengthNs));
            sumNs += lengthNs;
        }
        histograms.put(HopTimes.SUM, histogram(sumNs));
        histograms.put(HopTimes.CAPTURED, histogram(sumNs));
        histograms.put(HopTimes.UNCAPTURED, histogram(sumNs / 2));
        String file = "hops-" + mode.id() + ".hlog";
        folder.writeHistograms(file, histograms);
        CapturePoint point =
                new CapturePoint(
                        "hops-" + mode.id(),
                        "node-1",
                        "eth0",
                        "udp",
                        "hops-" + mode.id() + ".pcap",
                        1000,
                        0);
        return new HopTimes(
                mode,
                CLIENT,
                SERVER,
                100,
                true,
                500,
                498,
                List.of(point),
                new ArrayList<>(hops),
                Optional.of(new HopTimes.Agreement(497, 230, 150, 400)),
                Optional.of(file),
                new Verdict.Pass());
    }

    private static HopTimes untimed(Mode mode) {
        return new HopTimes(
                mode,
                CLIENT,
                SERVER,
                100,
                true,
                0,
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new Verdict.Inconclusive("the hops could not be watched: no <capture>"));
    }

    private static Histogram histogram(long valueNs) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(valueNs, 498);
        return histogram;
    }
}
