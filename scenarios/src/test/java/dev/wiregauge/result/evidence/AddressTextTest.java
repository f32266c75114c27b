package dev.wiregauge.result.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;

@Timeout(10)
class AddressTextTest {
    /// The rules of RFC 5952 section 4, one by one.
    @ParameterizedTest
    @CsvSource({
        "198.18.0.1, 198.18.0.1",
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:2:0:f00:0:0:0:10, 2001:2:0:f00::10",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::A, 2001:db8::a",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "fe80:0:0:0:0:0:0:0, fe80::",
    })
    void isWrittenAsEverybodyWritesIt(String given, String written) {
        assertThat(AddressText.of(InetAddress.ofLiteral(given))).isEqualTo(written);
    }
}
