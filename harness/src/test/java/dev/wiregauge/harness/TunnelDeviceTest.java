package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class TunnelDeviceTest {
    private static final NetworkFacts FACTS =
            facts(
                    route("0.0.0.0/0", "eth0", 254, "unicast"),
                    route("198.18.32.0/26", "", 254, "blackhole"),
                    route("198.18.48.0/20", "eth0", 254, "unicast"),
                    route("198.18.48.64/26", "vxlan.calico", 254, "unicast"),
                    route("198.18.48.64/32", "lo", 255, "local"),
                    route("198.18.16.66/32", "cali1", 254, "unicast"),
                    route("fd00::/64", "tunl0", 254, "unicast"));

    @Test
    void theMostSpecificRouteNamesTheTunnel() {
        assertThat(towards("198.18.48.66")).contains("vxlan.calico");
        assertThat(towards("198.18.48.64")).contains("vxlan.calico");
        assertThat(towards("fd00::7")).contains("tunl0");
    }

    @Test
    void theUplinkIsNoTunnel() {
        assertThat(towards("198.18.48.1")).isEmpty();
        assertThat(towards("8.8.8.8")).isEmpty();
    }

    @Test
    void whereNothingLeadsThereIsNoTunnel() {
        assertThat(towards("fd01::7")).isEmpty();
    }

    private static Optional<String> towards(String address) {
        return TunnelDevice.towards(address, FACTS, "eth0");
    }

    private static Route route(String destination, String device, int table, String type) {
        return new Route(destination, "", device, type, table, 80, 0, Optional.empty(), 1);
    }

    private static NetworkFacts facts(Route... routes) {
        return new NetworkFacts(
                List.of(),
                List.of(),
                List.of(routes),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
