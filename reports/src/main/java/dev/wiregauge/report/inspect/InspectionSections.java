package dev.wiregauge.report.inspect;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Inspection;
import dev.wiregauge.result.InspectionReport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Puts the facts of an inspection into tables; leaves out what has nothing to say.
final class InspectionSections {
    private final int flows;

    /// @param flows most that are listed for each file
    InspectionSections(int flows) {
        this.flows = flows;
    }

    List<Section> of(InspectionReport report) {
        Inspection inspection = report.inspection();
        List<Section> sections = new ArrayList<>();
        sections.add(files(inspection));
        for (Inspection.Capture capture : inspection.captures()) {
            String of = inspection.captures().size() > 1 ? " in " + capture.file() : "";
            if (capture.frames() > 0) {
                sections.add(encapsulations(capture, of));
                sections.add(spreads(capture, of));
                sections.add(icmp(capture, of));
                sections.add(flows(capture, of));
            }
        }
        sections.add(rewrites(inspection));
        sections.add(mssChanges(inspection));
        sections.add(findings(report.findings()));
        return sections.stream()
                .filter(section -> !section.rows().isEmpty() || !section.notes().isEmpty())
                .toList();
    }

    private static Section files(Inspection inspection) {
        Section.Builder section =
                new Section.Builder(
                        "Files",
                        "file",
                        "format",
                        "#frames",
                        "#bytes",
                        "#seconds",
                        "#IPv4",
                        "#IPv6",
                        "#not IP",
                        "#cut short",
                        "#broken",
                        "#super-frames");
        for (Inspection.Capture capture : inspection.captures()) {
            Inspection.FrameCounts counts = capture.counts();
            section.row(
                    capture.file(),
                    capture.format(),
                    number(capture.frames()),
                    number(capture.bytes()),
                    seconds(capture.span()),
                    number(counts.ipv4()),
                    number(counts.ipv6()),
                    number(counts.notIp()),
                    number(counts.snapped()),
                    number(counts.faulty()),
                    number(counts.superFrames()));
            capture.problem().ifPresent(why -> section.note(capture.file() + ": " + why + "."));
            if (counts.unknownLink() > 0) {
                section.note(
                        "%s: %s frames have a link type that is not decoded."
                                .formatted(capture.file(), number(counts.unknownLink())));
            }
            if (counts.superFrames() > 0) {
                section.note(
                        "Super-frames are packets before segmentation or after coalescing (GSO,"
                                + " GRO): no wire carried them like this, and they exceed no MTU.");
            }
        }
        return section.build();
    }

    private static Section encapsulations(Inspection.Capture capture, String of) {
        Section.Builder section =
                new Section.Builder(
                        "Encapsulation" + of,
                        "kind",
                        "#packets",
                        "#bytes added",
                        "network",
                        "#largest inner",
                        "#largest outer",
                        "#inner DF",
                        "#outer DF",
                        "#inner fragments",
                        "#outer fragments");
        for (Inspection.EncapsulationSeen seen : capture.encapsulations()) {
            section.row(
                    seen.kind(),
                    number(seen.packets()),
                    overheads(seen),
                    seen.networks().stream().map(Object::toString).collect(Collectors.joining(",")),
                    number(seen.largestInnerBytes()),
                    number(seen.largestOuterBytes()),
                    number(seen.innerDontFragment()),
                    number(seen.outerDontFragment()),
                    number(seen.innerFragments()),
                    number(seen.outerFragments()));
        }
        return section.build();
    }

    private static String overheads(Inspection.EncapsulationSeen seen) {
        if (seen.overheads().isEmpty()) {
            return "not visible";
        }
        long all = seen.overheads().values().stream().mapToLong(Long::longValue).sum();
        return seen.overheads().entrySet().stream()
                .map(e -> seen.overheads().size() == 1 ? e.getKey() : share(e, all))
                .collect(Collectors.joining(", "));
    }

    private static String share(Map.Entry<String, Long> overhead, long all) {
        return String.format(
                Locale.ROOT, "%s (%.1f %%)", overhead.getKey(), 100.0 * overhead.getValue() / all);
    }

    private static Section spreads(Inspection.Capture capture, String of) {
        Section.Builder section =
                new Section.Builder(
                        "Tunnel source ports" + of,
                        "from",
                        "to",
                        "kind",
                        "#packets",
                        "#ports",
                        "#entropy bits");
        for (Inspection.PortSpread spread : capture.portSpreads()) {
            section.row(
                    spread.from(),
                    spread.to(),
                    spread.kind(),
                    number(spread.packets()),
                    number(spread.ports()),
                    String.format(Locale.ROOT, "%.2f", spread.entropyBits()));
        }
        return section.build();
    }

    private static Section icmp(Inspection.Capture capture, String of) {
        Section.Builder section =
                new Section.Builder(
                        "ICMP errors" + of, "sender", "says", "#MTU", "about", "#count");
        for (Inspection.IcmpError error : capture.icmpErrors()) {
            section.row(
                    error.sender(),
                    error.about(),
                    error.mtuBytes().map(Object::toString).orElse(""),
                    error.quotedSource() + " -> " + error.quotedDestination(),
                    number(error.count()));
        }
        return section.build();
    }

    private Section flows(Inspection.Capture capture, String of) {
        Section.Builder section =
                new Section.Builder(
                        "Top flows" + of,
                        "from",
                        "to",
                        "protocol",
                        "kind",
                        "#packets",
                        "#bytes",
                        "#largest",
                        "#MSS",
                        "#sent again");
        for (Inspection.Flow flow : capture.flows().stream().limit(flows).toList()) {
            section.row(
                    flow.source().toString(),
                    flow.destination().toString(),
                    flow.protocol(),
                    flow.encapsulation(),
                    number(flow.packets()),
                    number(flow.innerBytes()),
                    number(flow.largestInnerBytes()),
                    flow.mssBytes().map(Object::toString).orElse(""),
                    number(flow.retransmissions()));
        }
        if (capture.flowsTotal() > flows) {
            section.note(
                    "%s of %s flows; --flows shows more."
                            .formatted(number(flows), number(capture.flowsTotal())));
        }
        if (capture.packetsOfUnlistedFlows() > 0) {
            section.note(
                    number(capture.packetsOfUnlistedFlows())
                            + " packets belong to flows beyond the "
                            + number(capture.flowsTotal())
                            + " that are told apart.");
        }
        return section.build();
    }

    private static Section rewrites(Inspection inspection) {
        Section.Builder section =
                new Section.Builder(
                        "Rewritten addresses", "file", "from", "to", "protocol", "#packets");
        for (Inspection.Rewrite rewrite : inspection.rewrites()) {
            section.row(
                    rewrite.fileA(),
                    rewrite.sourceA().toString(),
                    rewrite.destinationA().toString(),
                    rewrite.protocol(),
                    number(rewrite.matchedPackets()));
            section.row(
                    "  " + rewrite.fileB(),
                    rewrite.sourceB().toString(),
                    rewrite.destinationB().toString(),
                    "",
                    "");
        }
        return section.build();
    }

    private static Section mssChanges(Inspection inspection) {
        Section.Builder section =
                new Section.Builder("Changed MSS", "from", "to", "#before", "#after", "in");
        for (Inspection.MssChange change : inspection.mssChanges()) {
            section.row(
                    change.source().toString(),
                    change.destination().toString(),
                    Integer.toString(change.mssBytesA()),
                    Integer.toString(change.mssBytesB()),
                    change.fileA() + " -> " + change.fileB());
        }
        return section.build();
    }

    private static Section findings(List<Finding> findings) {
        Section.Builder section = new Section.Builder("Findings", "severity", "id", "finding");
        for (Finding finding : findings) {
            section.row(
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.id(),
                    finding.title() + " (" + finding.direction() + ")");
            finding.evidence().forEach(line -> section.row("", "", "  " + line));
            section.row("", "", "  cause: " + finding.cause());
            section.row("", "", "  fix: " + finding.fix());
        }
        return section.build();
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.3f", span.toNanos() / 1e9);
    }
}
