package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import java.util.List;

import javax.crypto.KeyAgreement;

/// WireGuard between the nodes of a lab, as Calico's: one device, each other node a peer that may
/// use the addresses of its blocks.
final class WireguardLines {
    static final String DEVICE = "wireguard.cali";

    /// Calico's default (FelixConfiguration wireguardListeningPort).
    static final int PORT = 51_820;

    /// The u coordinate of the base point (RFC 7748 section 4.1).
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private WireguardLines() {}

    static List<String> devices(LabTopology topology, Node node) {
        int mtu = topology.options().mtuBytes() - Encapsulation.WIREGUARD.overheadIpv4Bytes();
        String address =
                topology.carrier(Encapsulation.WIREGUARD, AddressFamily.IPV4)
                        .orElseThrow()
                        .tunnelAddress(node);
        return List.of(
                "link add %s mtu %d type wireguard".formatted(DEVICE, mtu),
                "addr add " + address + "/32 dev " + DEVICE,
                "link set " + DEVICE + " up");
    }

    static String route(Pool pool, Node peer) {
        return pool.block(peer) + " dev " + DEVICE + " scope link proto 80";
    }

    /// Keys and peers, for a device that is there.
    static Command configure(LabTopology topology, Node node) {
        StringBuilder text = new StringBuilder();
        text.append(
                "[Interface]\nPrivateKey = %s\nListenPort = %d\n"
                        .formatted(base64(secret(topology, node)), PORT));
        for (Node peer : topology.nodes()) {
            if (!peer.equals(node)) {
                text.append(
                        "[Peer]\nPublicKey = %s\nEndpoint = %s:%d\nAllowedIPs = %s\n"
                                .formatted(
                                        base64(publicKey(secret(topology, peer))),
                                        peer.address(),
                                        PORT,
                                        String.join(", ", blocks(topology, peer))));
            }
        }
        return new Command(
                List.of(
                        "nsenter",
                        "--net=/run/netns/" + node.namespace(),
                        "wg",
                        "setconf",
                        DEVICE,
                        "/proc/self/fd/0"),
                text.toString());
    }

    private static List<String> blocks(LabTopology topology, Node node) {
        return topology.pools().stream()
                .filter(pool ->
                        pool.routedAs().expected(false).orElseThrow() == Encapsulation.WIREGUARD)
                .map(pool -> pool.block(node).toString())
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Follows from the lab's name, so that a plan can be printed and made again; what crosses a
    /// lab is no secret.
    private static byte[] secret(LabTopology topology, Node node) {
        try {
            byte[] key =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (topology.run() + "/" + node.name())
                                            .getBytes(StandardCharsets.UTF_8));
            // RFC 7748 section 5: a multiple of 8 between 2^254 and 2^255
            key[0] &= (byte) 0xf8;
            key[31] = (byte) ((key[31] & 0x7f) | 0x40);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] publicKey(byte[] secret) {
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey mine =
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
            PublicKey base =
                    keys.generatePublic(
                            new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(mine);
            agreement.doPhase(base, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has X25519", e);
        }
    }
}
