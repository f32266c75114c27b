package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where round trips between two pods (or two nodes) spent their time, by when each of their
/// packets passed each capture point.
///
/// Taken in the verify phase, one request on its way at a time. The parts of one round trip add up
/// to it; so do the parts' means, but not their percentiles.
///
/// @param packetBytes length of the request's IP packet
/// @param oneClock whether all capture points read the same clock. Where they do not, what crosses
///   the wire is known for both directions together only: the client's node's share less the
///   server's, two differences that each one clock can tell
/// @param sent requests, while captured
/// @param complete those that were answered and seen exactly once, in order, at every capture point
///   in both directions: only they count
/// @param capturePoints in the order that a request passes them
/// @param hops in the order that a round trip meets them; empty without a Pass
/// @param agreement of the parts with what the client saw; empty without a Pass
/// @param histograms file below `histograms/`, with one histogram for each hop under its id and the
///   three named here
/// @param verdict Pass, or Inconclusive with the reason
public record HopTimes(
        Mode mode,
        WireProof.Endpoint client,
        WireProof.Endpoint server,
        int packetBytes,
        boolean oneClock,
        int sent,
        int complete,
        List<WireProof.CapturePoint> capturePoints,
        List<Hop> hops,
        Optional<Agreement> agreement,
        Optional<String> histograms,
        Verdict verdict) {
    /// Round trips that the client saw while captures ran: the same packets that the hops are of.
    public static final String CAPTURED = "captured";

    /// The parts of each of these round trips, added up.
    public static final String SUM = "sum";

    /// Round trips of the same kind with no capture running, half before and half after.
    public static final String UNCAPTURED = "uncaptured";

    public HopTimes {
        capturePoints = List.copyOf(capturePoints);
        hops = List.copyOf(hops);
        if (complete > sent) {
            throw new IllegalArgumentException(
                    "complete is %d, allowed: up to %d (sent)".formatted(complete, sent));
        }
    }

    /// What happens to a packet between two capture points.
    public enum Part {
        /// Between the client's program and the first capture point: system call, wake-up, stack.
        CLIENT,
        /// Out of the pod and through its node's stack to the tunnel device, or to the uplink where
        /// there is none.
        POD_TO_NODE,
        /// From the tunnel device to the uplink.
        ENCAPSULATION,
        /// From uplink to uplink.
        WIRE,
        /// From the uplink to the tunnel device.
        DECAPSULATION,
        /// Through the stack of the pod's node and into the pod.
        NODE_TO_POD,
        /// Behind the last capture point: stack, wake-up, the server's program, and back.
        SERVER
    }

    public enum Direction {
        REQUEST,
        REPLY,
        BOTH
    }

    /// @param from name of the capture point where it begins; `client` before the first
    /// @param to name of the capture point where it ends; `client` behind the last
    public record Hop(Direction direction, Part part, String from, String to) {
        /// Such as `request-encapsulation`: names its histogram.
        public String id() {
            return (direction + "-" + part).toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// How far the parts of a round trip, added up, were from the time that the client saw.
    ///
    /// The client reads two clocks: the one that captures read, for the parts, and the steady one,
    /// for the round trip. It is not known when between two readings of the one the other was read:
    /// that is the error that is stated.
    ///
    /// @param withinError round trips of which the difference is within its own stated error
    /// @param largestDifferenceNs whatever its sign
    /// @param medianErrorNs of the errors stated
    /// @param largestErrorNs of the errors stated
    public record Agreement(
            int withinError, long largestDifferenceNs, long medianErrorNs, long largestErrorNs) {}
}
