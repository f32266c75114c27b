package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PrefixTest {
    @Test
    void aNonCanonicalServiceNetworkSwallowsAnotherNic() {
        Prefix services = Prefix.of("10.10.0.0/12");
        assertThat(services.canonical()).isEqualTo("10.0.0.0/12");
        assertThat(services.contains("10.0.3.15")).isTrue();
        assertThat(services.overlaps(Prefix.of("10.0.3.0/24"))).isTrue();
        assertThat(services.overlaps(Prefix.of("10.244.0.0/16"))).isFalse();
    }

    @Test
    void theDefaultRouteHoldsItsFamilyOnly() {
        assertThat(Prefix.of("0.0.0.0/0").contains("198.18.0.1")).isTrue();
        assertThat(Prefix.of("0.0.0.0/0").contains("2001:db8::1")).isFalse();
        assertThat(Prefix.of("198.18.0.7").contains("198.18.0.7")).isTrue();
        assertThat(Prefix.of("198.18.0.7").contains("198.18.0.8")).isFalse();
    }
}
