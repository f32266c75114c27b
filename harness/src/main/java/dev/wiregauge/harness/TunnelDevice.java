package dev.wiregauge.harness;

import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Route;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;

/// Which device a node's own routes lead to an address by. Pure.
final class TunnelDevice {
    private static final int MAIN_TABLE = 254;
    private static final String UNICAST = "unicast";

    private TunnelDevice() {}

    /// The device of the most specific route, where it is another than the uplink: packets enter
    /// the tunnel there.
    static Optional<String> towards(String address, NetworkFacts facts, String uplink) {
        byte[] wanted = InetAddress.ofLiteral(address).getAddress();
        return facts.routes().stream()
                .filter(route -> route.table() == MAIN_TABLE && route.type().equals(UNICAST))
                .filter(route -> covers(route, wanted))
                .max(Comparator.comparingInt(TunnelDevice::prefixLength))
                .map(Route::device)
                .filter(device -> !device.isEmpty() && !device.equals(uplink));
    }

    private static int prefixLength(Route route) {
        String text = route.destination();
        int slash = text.indexOf('/');
        return slash < 0
                ? InetAddress.ofLiteral(text).getAddress().length * Byte.SIZE
                : Integer.parseInt(text.substring(slash + 1));
    }

    private static boolean covers(Route route, byte[] address) {
        String text = route.destination();
        int slash = text.indexOf('/');
        byte[] base =
                InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        if (base.length != address.length) {
            return false;
        }
        int bits = prefixLength(route);
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((base[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
