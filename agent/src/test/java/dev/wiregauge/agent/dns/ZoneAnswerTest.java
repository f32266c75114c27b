package dev.wiregauge.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@Timeout(10)
class ZoneAnswerTest {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final String MANY =
            IntStream.range(1, 60)
                    .mapToObj(i -> "198.18.16." + i)
                    .collect(Collectors.joining(" ", "many.default.svc.cluster.local ", ""));

    private final ZoneAnswer answer =
            new ZoneAnswer(
                    Zone.of(
                            List.of(
                                    "web.default.svc.cluster.local 198.19.0.10 198.19.0.11",
                                    MANY)));

    private static byte[] query(String name, int type, int ednsBytes) {
        ByteBuffer out = ByteBuffer.allocate(300);
        out.putShort((short) 0x1234).putShort((short) 0x0100).putShort((short) 1).putInt(0);
        out.putShort((short) (ednsBytes > 0 ? 1 : 0));
        for (String label : name.split("\\.", -1)) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0).putShort((short) type).putShort((short) 1);
        if (ednsBytes > 0) {
            out.put((byte) 0)
                    .putShort((short) 41)
                    .putShort((short) ednsBytes)
                    .putInt(0)
                    .putShort((short) 0);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer ask(String name, int type) {
        return ByteBuffer.wrap(answer.to(query(name, type, 0), true).orElseThrow());
    }

    @Test
    void givesEveryAddressOfAName() {
        ByteBuffer reply = ask("WEB.default.svc.cluster.LOCAL", A);
        assertThat(reply.getShort(0)).isEqualTo((short) 0x1234);
        assertThat(reply.getShort(2) & 0xffff).isEqualTo(0x8580);
        assertThat(reply.getShort(6)).isEqualTo((short) 2);
        assertThat(reply.getInt(reply.capacity() - 4)).isEqualTo(0xc613000b);
    }

    @Test
    void knownNameWithoutThatTypeIsNoErrorAndEmpty() {
        ByteBuffer reply = ask("web.default.svc.cluster.local", AAAA);
        assertThat(reply.getShort(2) & 0xf).isZero();
        assertThat(reply.getShort(6)).isZero();
        assertThat(reply.getShort(8))
                .as("a start of authority says for how long")
                .isEqualTo((short) 1);
    }

    @Test
    void nameAboveAKnownOneExists() {
        assertThat(ask("svc.cluster.local", A).getShort(2) & 0xf).isZero();
    }

    @Test
    void unknownNameDoesNotExist() {
        assertThat(ask("web.default.svc.cluster.local.example", A).getShort(2) & 0xf).isEqualTo(3);
    }

    @Test
    void answerThatDoesNotFitIsTruncatedAndWholeOverTcp() {
        String name = "many.default.svc.cluster.local";
        ByteBuffer small = ask(name, A);
        assertThat(small.capacity()).isLessThanOrEqualTo(512);
        assertThat(small.getShort(2) & 0x0200).isNotZero();
        ByteBuffer large = ByteBuffer.wrap(answer.to(query(name, A, 1232), true).orElseThrow());
        assertThat(large.getShort(6)).isEqualTo((short) 59);
        ByteBuffer tcp = ByteBuffer.wrap(answer.to(query(name, A, 0), false).orElseThrow());
        assertThat(tcp.getShort(2) & 0x0200).isZero();
        assertThat(tcp.getShort(6)).isEqualTo((short) 59);
    }

    @Test
    void isSilentToAnswersAndToEveryTruncation() {
        byte[] query = query("web.default.svc.cluster.local", A, 0);
        byte[] response = query.clone();
        response[2] |= (byte) 0x80;
        assertThat(answer.to(response, true)).isEmpty();
        for (int length = 0; length < query.length; length++) {
            assertThat(answer.to(Arrays.copyOf(query, length), true)).isEmpty();
        }
    }

    @Test
    void refusesAZoneLineWithoutAnAddress() {
        assertThatThrownBy(() -> Zone.of(List.of("lonely"))).hasMessageContaining("'lonely'");
    }
}
