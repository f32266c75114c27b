package dev.wiregauge.harness.inspect;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Inspection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What follows from the facts of captures. Pure; numbered as in the catalogue of faults.
public final class CaptureFindings {
    /// Segments smaller than this get lost for other reasons than their size.
    private static final int LARGE_BYTES = 576;

    private CaptureFindings() {}

    public static List<Finding> of(Inspection inspection) {
        List<Finding> findings = new ArrayList<>();
        for (Inspection.Capture capture : inspection.captures()) {
            stalls(capture, findings);
            outerFragments(capture, findings);
            pathMtu(capture, findings);
            mixedEncapsulation(capture, findings);
            incomplete(capture, findings);
        }
        inspection.mssChanges().forEach(change -> findings.add(mssChange(change)));
        inspection.rewrites().forEach(rewrite -> findings.add(rewrite(rewrite)));
        findings.sort((a, b) -> b.severity().compareTo(a.severity()));
        return findings;
    }

    /// Small passes, large is sent again and again, and nobody says why.
    private static void stalls(Inspection.Capture capture, List<Finding> findings) {
        for (Inspection.Flow flow : capture.flows()) {
            Optional<Inspection.Stall> stall = flow.stall();
            if (stall.isEmpty()
                    || stall.get().packetBytes() < LARGE_BYTES
                    || stall.get().acknowledged()
                    || stall.get().largestAcknowledgedBytes() >= stall.get().packetBytes()) {
                continue;
            }
            boolean told = capture.icmpErrors().stream().anyMatch(e -> tells(e, flow));
            findings.add(
                    told ? tooLarge(capture, flow, stall.get()) : hole(capture, flow, stall.get()));
        }
    }

    private static boolean tells(Inspection.IcmpError error, Inspection.Flow flow) {
        return error.mtuBytes().isPresent()
                && error.quotedDestination().equals(flow.destination().address());
    }

    private static Finding hole(
            Inspection.Capture capture, Inspection.Flow flow, Inspection.Stall stall) {
        return new Finding(
                "F02",
                "large packets vanish and no ICMP says so",
                Finding.Severity.ERROR,
                capture.file(),
                direction(flow),
                List.of(),
                List.of(
                        "a packet of %d bytes was sent %d times and never acknowledged"
                                .formatted(stall.packetBytes(), stall.timesSent()),
                        stall.largestAcknowledgedBytes() == 0
                                ? "no data of this flow was acknowledged in this capture"
                                : "packets of up to %d bytes of the same flow arrived"
                                        .formatted(stall.largestAcknowledgedBytes()),
                        "no frag-needed or packet-too-big about this destination was captured"),
                "a link on the path has a smaller MTU, and its ICMP is filtered or not sent",
                "allow ICMP type 3 code 4 (IPv6: type 2) on the path, or lower the MTU of the pods",
                stall.largestAcknowledgedBytes() == 0
                        ? "medium: nothing shows that small packets pass"
                        : "high: size is what the lost and the delivered differ in");
    }

    private static Finding tooLarge(
            Inspection.Capture capture, Inspection.Flow flow, Inspection.Stall stall) {
        return new Finding(
                "F02",
                "large packets vanish although ICMP tells their sender the MTU",
                Finding.Severity.ERROR,
                capture.file(),
                direction(flow),
                List.of(),
                List.of(
                        "a packet of %d bytes was sent %d times and never acknowledged"
                                .formatted(stall.packetBytes(), stall.timesSent()),
                        "frag-needed or packet-too-big about this destination was captured"),
                "the ICMP error does not reach the sender, or does not match its socket (NAT)",
                "follow the ICMP error to the sender; clamp the MSS where NAT breaks it",
                "medium: the capture shows the error only where it was taken");
    }

    private static void outerFragments(Inspection.Capture capture, List<Finding> findings) {
        for (Inspection.EncapsulationSeen seen : capture.encapsulations()) {
            if (seen.kind().equals("none") || seen.outerFragments() == 0) {
                continue;
            }
            findings.add(
                    new Finding(
                            "F04",
                            "tunnel packets are fragmented on the underlay",
                            Finding.Severity.ERROR,
                            capture.file(),
                            "both",
                            List.of(),
                            List.of(
                                    "%d of %d %s packets are fragments outside"
                                            .formatted(
                                                    seen.outerFragments(),
                                                    seen.packets(),
                                                    seen.kind())),
                            "the pods' MTU plus the tunnel's overhead exceeds the underlay's MTU",
                            "lower the pods' MTU to the underlay's less the overhead",
                            "high: the fragments are in the capture"));
        }
    }

    private static void pathMtu(Inspection.Capture capture, List<Finding> findings) {
        Map<String, Long> told =
                capture.icmpErrors().stream()
                        .filter(error -> error.mtuBytes().isPresent())
                        .collect(
                                Collectors.groupingBy(
                                        error ->
                                                "%s says MTU %d to %s about %s"
                                                        .formatted(
                                                                error.sender(),
                                                                error.mtuBytes().orElseThrow(),
                                                                error.quotedSource(),
                                                                error.quotedDestination()),
                                        TreeMap::new,
                                        Collectors.summingLong(Inspection.IcmpError::count)));
        if (!told.isEmpty()) {
            findings.add(
                    new Finding(
                            "F01",
                            "packets exceed the MTU of the path",
                            Finding.Severity.WARNING,
                            capture.file(),
                            "both",
                            List.of(),
                            told.entrySet().stream()
                                    .map(e -> e.getKey() + ", " + e.getValue() + " times")
                                    .toList(),
                            "the sender's MTU is above the path's; path MTU discovery is at work",
                            "set the sender's MTU to the smallest one named",
                            "high: the routers say so"));
        }
    }

    /// Both directions of one conversation, under different tunnels.
    private static void mixedEncapsulation(Inspection.Capture capture, List<Finding> findings) {
        Map<String, List<Inspection.Flow>> byPair =
                capture.flows().stream()
                        .filter(flow -> flow.protocol().equals("tcp"))
                        .collect(Collectors.groupingBy(CaptureFindings::conversation));
        for (List<Inspection.Flow> flows : byPair.values()) {
            List<String> kinds =
                    flows.stream().map(Inspection.Flow::encapsulation).distinct().toList();
            boolean oneEach = flows.size() == 2 && kinds.size() == 2;
            if (oneEach && !direction(flows.getFirst()).equals(direction(flows.getLast()))) {
                findings.add(
                        new Finding(
                                "F26",
                                "the two directions of a conversation are encapsulated differently",
                                Finding.Severity.WARNING,
                                capture.file(),
                                direction(flows.getFirst()),
                                List.of(),
                                flows.stream()
                                        .map(f -> direction(f) + ": " + f.encapsulation())
                                        .toList(),
                                "the nodes' routes or pools disagree",
                                "compare the routes of both nodes to each other's pods",
                                "high: both directions are in the capture"));
            }
        }
    }

    private static String conversation(Inspection.Flow flow) {
        String from = flow.source().toString();
        String to = flow.destination().toString();
        return from.compareTo(to) < 0 ? from + " " + to : to + " " + from;
    }

    private static void incomplete(Inspection.Capture capture, List<Finding> findings) {
        capture.problem()
                .ifPresent(why ->
                        findings.add(
                                new Finding(
                                        "CAPTURE",
                                        "the file was not read to its end",
                                        Finding.Severity.WARNING,
                                        capture.file(),
                                        "both",
                                        List.of(),
                                        List.of(why),
                                        "the file is damaged or still being written",
                                        "capture again, and stop the capture before"
                                                + " copying the file",
                                        "certain")));
    }

    private static Finding mssChange(Inspection.MssChange change) {
        return new Finding(
                "MSS",
                "the MSS is changed between the captures",
                Finding.Severity.INFO,
                change.fileA() + " -> " + change.fileB(),
                change.source() + " -> " + change.destination(),
                List.of(),
                List.of("%d became %d".formatted(change.mssBytesA(), change.mssBytesB())),
                "a device between clamps the MSS to the MTU that it knows",
                "none needed, where it is meant",
                "high: both are of the same handshake");
    }

    private static Finding rewrite(Inspection.Rewrite rewrite) {
        boolean source = !rewrite.sourceA().equals(rewrite.sourceB());
        boolean destination = !rewrite.destinationA().equals(rewrite.destinationB());
        String what =
                source && destination
                        ? "source and destination"
                        : source ? "source" : "destination";
        return new Finding(
                "NAT",
                "the " + what + " is rewritten between the captures",
                Finding.Severity.INFO,
                rewrite.fileA() + " -> " + rewrite.fileB(),
                rewrite.sourceA() + " -> " + rewrite.destinationA(),
                List.of(),
                List.of(
                        "seen as %s -> %s behind it, %d packets matched"
                                .formatted(
                                        rewrite.sourceB(),
                                        rewrite.destinationB(),
                                        rewrite.matchedPackets())),
                "NAT: a Service, or masquerading of traffic that leaves",
                "none needed, where it is meant",
                rewrite.matchedPackets() > 1 ? "high" : "medium: one packet was matched");
    }

    private static String direction(Inspection.Flow flow) {
        return flow.source() + " -> " + flow.destination();
    }
}
