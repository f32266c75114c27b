package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.capture.CaptureReader;
import dev.wiregauge.agent.capture.CapturedFrame;
import dev.wiregauge.agent.capture.FileProblem;
import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.HeaderScan;
import dev.wiregauge.agent.packet.LinkType;
import dev.wiregauge.agent.packet.TunnelKind;
import dev.wiregauge.agent.packet.TunnelPorts;
import dev.wiregauge.result.Inspection;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Counts one capture from its first frame to its last, in bounded memory.
final class CaptureInspector {
    private static final int LISTED_FLOWS = 50;

    /// Flows beyond the largest that are listed because something is wrong with them.
    private static final int LISTED_SICK_FLOWS = 50;

    private final TunnelPorts ports = TunnelPorts.USUAL;
    private final Decoder decoder = new Decoder(ports);
    private final HeaderScan scan = new HeaderScan(ports);
    private final FlowKey key = new FlowKey();
    private final FlowTable flows;
    private final Map<TunnelKind, EncapsulationCounts> encapsulations =
            new EnumMap<>(TunnelKind.class);
    private final PortSpreads spreads = new PortSpreads();
    private final IcmpErrors errors = new IcmpErrors();
    private long ipv4;
    private long ipv6;
    private long notIp;
    private long unknownLink;
    private long snapped;
    private long faulty;
    private long superFrames;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    /// @param maxFlows that are kept; the packets of others are only counted
    CaptureInspector(int maxFlows) {
        flows = new FlowTable(maxFlows);
    }

    /// @param name of the file, as the user gave it
    Inspection.Capture inspect(String name, CaptureReader reader) throws IOException {
        CapturedFrame frame = reader.frame();
        while (reader.next()) {
            Optional<LinkType> link = frame.link();
            if (link.isPresent()) {
                count(link.get(), frame);
            } else {
                unknownLink++;
            }
        }
        return facts(name, reader);
    }

    private void count(LinkType link, CapturedFrame frame) {
        if (frame.timestampNs() != 0) {
            firstNs = Math.min(firstNs, frame.timestampNs());
            lastNs = Math.max(lastNs, frame.timestampNs());
        }
        byte[] bytes = frame.bytes();
        scan.scan(link, bytes, frame.start(), frame.capturedBytes(), frame.wireBytes());
        snapped += scan.snapped() ? 1 : 0;
        faulty += scan.faulty() ? 1 : 0;
        if (scan.ipHeaders() == 0) {
            notIp++;
            return;
        }
        ipv6 += scan.outerIsIpv6() ? 1 : 0;
        ipv4 += scan.outerIsIpv6() ? 0 : 1;
        key.of(scan, bytes);
        Flow flow = flows.find(key);
        boolean superFrame = flow.count(scan);
        superFrames += superFrame ? 1 : 0;
        flow.signatures.add(scan, bytes, frame.start() + frame.capturedBytes());
        encapsulations
                .computeIfAbsent(scan.tunnel(), EncapsulationCounts::new)
                .add(scan, superFrame);
        spreads.add(scan, bytes);
        if (isIcmpError(bytes)) {
            errors.add(
                    decoder.decode(
                            link, bytes, frame.start(), frame.capturedBytes(), frame.wireBytes()));
        }
    }

    private boolean isIcmpError(byte[] bytes) {
        if (scan.transportAt() < 0) {
            return false;
        }
        int type = BigEndian.u8(bytes, scan.transportAt());
        return switch (scan.protocol()) {
            case 1 -> type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
            case 58 -> type >= 1 && type <= 4;
            default -> false;
        };
    }

    FlowTable flows() {
        return flows;
    }

    private Inspection.Capture facts(String name, CaptureReader reader) {
        boolean timed = firstNs <= lastNs;
        return new Inspection.Capture(
                name,
                reader.formatName(),
                reader.position(),
                reader.frames(),
                timed ? Optional.of(instant(firstNs)) : Optional.empty(),
                timed ? Duration.ofNanos(lastNs - firstNs) : Duration.ZERO,
                reader.problem().map(FileProblem::describe),
                new Inspection.FrameCounts(
                        ipv4, ipv6, notIp, unknownLink, snapped, faulty, superFrames),
                encapsulations.values().stream().map(EncapsulationCounts::facts).toList(),
                spreads.facts(),
                errors.facts(),
                listed(),
                flows.size(),
                flows.overflow().packets());
    }

    private static Instant instant(long ns) {
        return Instant.ofEpochSecond(
                Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    }

    /// The largest flows, and those with a stall or retransmissions that are not among them.
    private List<Inspection.Flow> listed() {
        List<Flow> all = flows.all();
        Stream<Flow> largest =
                all.stream()
                        .sorted(Comparator.comparingLong(Flow::innerBytes).reversed())
                        .limit(LISTED_FLOWS);
        Stream<Flow> sick =
                all.stream()
                        .filter(flow -> flow.retransmissions() > 0)
                        .sorted(
                                Comparator.comparing((Flow flow) -> flow.stall().isEmpty())
                                        .thenComparing(
                                                Comparator.comparingLong(Flow::retransmissions)
                                                        .reversed()))
                        .limit(LISTED_SICK_FLOWS);
        return Stream.concat(largest, sick).distinct().map(Flow::facts).toList();
    }
}
