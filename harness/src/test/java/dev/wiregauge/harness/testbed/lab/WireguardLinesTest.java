package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Timeout(10)
class WireguardLinesTest {
    private static final Pattern PRIVATE = Pattern.compile("PrivateKey = (\\S+)");
    private static final Pattern PUBLIC = Pattern.compile("PublicKey = (\\S+)");

    private final LabTopology topology =
            LabTopology.of("test", LabOptions.STANDARD, TestLab.plan(2, Mode.WIREGUARD));

    private String configuration(int node) {
        return WireguardLines.configure(topology, topology.nodes().get(node)).input();
    }

    private static byte[] key(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).isTrue();
        return Base64.getDecoder().decode(matcher.group(1));
    }

    @Test
    void eachNodeKnowsTheOthersPublicKeyAddressAndBlock() {
        byte[] secret = key(PRIVATE, configuration(0));
        assertThat(key(PUBLIC, configuration(1))).isEqualTo(WireguardLines.publicKey(secret));
        assertThat(secret).isNotEqualTo(key(PRIVATE, configuration(1))).hasSize(32);
        Cidr block = topology.pools().getFirst().block(topology.nodes().get(1));
        assertThat(configuration(0))
                .contains("Endpoint = 198.18.0.2:51820")
                .contains("AllowedIPs = " + block)
                .isEqualTo(configuration(0));
    }

    /// RFC 7748 section 5.2: the base point multiplied by itself, the first iteration.
    @Test
    void publicKeyIsTheOneOfTheStandard() {
        byte[] nine = new byte[32];
        nine[0] = 9;
        byte[] expected =
                new BigInteger(
                                "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
                                16)
                        .toByteArray();
        assertThat(WireguardLines.publicKey(nine))
                .isEqualTo(Arrays.copyOfRange(expected, expected.length - 32, expected.length));
    }
}
