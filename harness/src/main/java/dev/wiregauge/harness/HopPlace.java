package dev.wiregauge.harness;

import dev.wiregauge.result.HopTimes.Part;

/// Where a packet between two pods can be watched, in the order that a request passes.
enum HopPlace {
    CLIENT_POD,
    CLIENT_TUNNEL,
    CLIENT_UPLINK,
    SERVER_UPLINK,
    SERVER_TUNNEL,
    SERVER_POD;

    boolean onClientNode() {
        return compareTo(CLIENT_UPLINK) <= 0;
    }

    /// What befalls a request between here and a later place.
    Part requestTo(HopPlace next) {
        if (onClientNode() != next.onClientNode()) {
            return Part.WIRE;
        }
        if (onClientNode()) {
            return this == CLIENT_TUNNEL ? Part.ENCAPSULATION : Part.POD_TO_NODE;
        }
        return next == SERVER_TUNNEL ? Part.DECAPSULATION : Part.NODE_TO_POD;
    }

    /// What befalls the reply on its way from a later place to here: the same in the mirror.
    Part replyFrom(HopPlace next) {
        return switch (requestTo(next)) {
            case POD_TO_NODE -> Part.NODE_TO_POD;
            case ENCAPSULATION -> Part.DECAPSULATION;
            case DECAPSULATION -> Part.ENCAPSULATION;
            case NODE_TO_POD -> Part.POD_TO_NODE;
            case WIRE, CLIENT, SERVER -> Part.WIRE;
        };
    }
}
