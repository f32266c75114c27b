package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class CidrTest {
    @Test
    void countsHostsAndSubnets() {
        Cidr pool = Cidr.of("198.18.16.0/20");
        assertThat(pool.subnet(1, 26)).hasToString("198.18.16.64/26");
        assertThat(pool.subnet(63, 26)).hasToString("198.18.31.192/26");
        assertThat(pool.subnet(1, 26).host(2)).isEqualTo("198.18.16.66");
    }

    @Test
    void knowsWhatLiesInside() {
        Cidr range = Cidr.of("198.18.0.0/15");
        assertThat(range.contains("198.19.255.255")).isTrue();
        assertThat(range.contains("198.20.0.0")).isFalse();
        assertThat(range.contains("198.17.255.255")).isFalse();
        assertThat(Cidr.of("0.0.0.0/0").contains("255.255.255.255")).isTrue();
    }

    @Test
    void refusesWhatLiesOutside() {
        Cidr block = Cidr.of("198.18.16.0/26");
        assertThatThrownBy(() -> block.host(64)).hasMessageContaining("allowed: 0 to 63");
        assertThatThrownBy(() -> block.subnet(4, 28)).hasMessageContaining("allowed: 0 to 3");
        assertThatThrownBy(() -> Cidr.of("198.18.16.1/26")).hasMessageContaining("behind /26");
    }
}
