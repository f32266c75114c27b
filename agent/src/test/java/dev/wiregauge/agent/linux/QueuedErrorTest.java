package dev.wiregauge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.linux.ErrorQueue.Origin;
import dev.wiregauge.agent.linux.ErrorQueue.QueuedError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

@Timeout(30)
class QueuedErrorTest {
    private static QueuedError error(Origin origin, int type, int code, String from) {
        return new QueuedError(
                0,
                origin,
                type,
                code,
                0,
                Optional.of(InetAddress.ofLiteral(from)),
                ByteBuffer.allocate(0));
    }

    /// ICMP: RFC 1812 section 5.2.7.1. ICMPv6: RFC 4443 section 3.1.
    @ParameterizedTest(name = "type {1} code {2} from {0} ({3})")
    @CsvSource({
        "198.18.0.1, 3, 9,  network prohibited,  true",
        "198.18.0.1, 3, 10, host prohibited,     true",
        "198.18.0.1, 3, 13, prohibited,          true",
        "198.18.0.1, 3, 0,  network unreachable, false",
        "198.18.0.1, 3, 1,  host unreachable,    false",
        "198.18.0.1, 3, 3,  port unreachable,    false",
        "198.18.0.1, 11, 13, no such code,       false",
        "fd00::1,    1, 1,  prohibited,          true",
        "fd00::1,    1, 5,  source refused,      true",
        "fd00::1,    1, 6,  route rejects,       true",
        "fd00::1,    1, 0,  no route,            false",
        "fd00::1,    1, 3,  address unreachable, false",
        "fd00::1,    1, 4,  port unreachable,    false",
        "fd00::1,    3, 1,  reassembly time,     false",
    })
    void tellsAFilterFromARouterWithoutAWay(
            String from, int type, int code, String name, boolean prohibits) {
        assertThat(error(Origin.ICMP, type, code, from).prohibits()).as(name).isEqualTo(prohibits);
    }

    @Test
    void whatTheOwnKernelSaysIsNoFilterOfAnotherHost() {
        assertThat(error(Origin.LOCAL, 3, 13, "198.18.0.1").prohibits()).isFalse();
    }
}
