package dev.wiregauge.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.Arrays;

@Timeout(10)
class FragNeededTest {
    private static final byte[] NODE = {(byte) 198, 18, 0, 1};
    private static final byte[] POD = {(byte) 198, 18, 32, 2};
    private static final byte[] ROUTER = {(byte) 198, 18, 0, (byte) 254};
    private static final int OUTER = 28;
    private static final int INNER = 48;

    /// A router's answer to a tunnel packet: IPv4, ICMP, then what it quotes.
    private static ByteBuffer answer(int mtuBytes, int quotedPayloadBytes) {
        ByteBuffer packet = ByteBuffer.allocate(INNER + 20 + quotedPayloadBytes);
        header(packet, 0, 1, ROUTER, 0);
        packet.put(20, (byte) 3).put(21, (byte) 4).putShort(26, (short) mtuBytes);
        header(packet, OUTER, 4, NODE, 0x4000);
        header(packet, INNER, 17, POD, 0x4000);
        return packet;
    }

    private static void header(
            ByteBuffer packet, int offset, int protocol, byte[] source, int flags) {
        packet.put(offset, (byte) 0x45)
                .putShort(offset + 6, (short) flags)
                .put(offset + 9, (byte) protocol)
                .put(offset + 12, source);
    }

    @Test
    void tellsTheInnerSenderTheMtuLessTheOuterHeader() {
        FragNeeded relayed = FragNeeded.relay(answer(1400, 400).array(), NODE).orElseThrow();
        ByteBuffer message = ByteBuffer.wrap(relayed.message());
        assertThat(relayed.sender()).isEqualTo(POD);
        assertThat(message.getShort(0)).isEqualTo((short) 0x0304);
        assertThat(message.getShort(6)).isEqualTo((short) 1380);
        assertThat(message.get(8 + 9)).isEqualTo((byte) 17);
    }

    @Test
    void checksumOfTheMessageIsValid() {
        byte[] message = FragNeeded.relay(answer(1400, 401).array(), NODE).orElseThrow().message();
        int sum = 0;
        for (int i = 0; i < message.length; i++) {
            sum += (message[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        assertThat(sum).isEqualTo(0xffff);
    }

    @Test
    void messageStaysWithinFiveHundredSeventySixBytes() {
        assertThat(FragNeeded.relay(answer(1400, 1400).array(), NODE).orElseThrow().message())
                .hasSize(576 - 20);
    }

    @Test
    void isSilentAboutTunnelPacketsOfOthers() {
        assertThat(FragNeeded.relay(answer(1400, 100).array(), ROUTER)).isEmpty();
    }

    @Test
    void isSilentAboutWhatIsNoFragNeeded() {
        byte[] portUnreachable = answer(1400, 100).put(21, (byte) 3).array();
        assertThat(FragNeeded.relay(portUnreachable, NODE)).isEmpty();
    }

    @Test
    void isSilentAboutPacketsThatAreNotTunnelled() {
        byte[] udp = answer(1400, 100).put(OUTER + 9, (byte) 17).array();
        assertThat(FragNeeded.relay(udp, NODE)).isEmpty();
    }

    @Test
    void isSilentWhereTheInnerPacketMayBeFragmented() {
        byte[] mayFragment = answer(1400, 100).putShort(INNER + 6, (short) 0).array();
        assertThat(FragNeeded.relay(mayFragment, NODE)).isEmpty();
    }

    @Test
    void isSilentWhereTheQuoteIsTooShortToTellTheSender() {
        assertThat(FragNeeded.relay(answer(1400, 7).array(), NODE)).isEmpty();
        assertThat(FragNeeded.relay(answer(1400, 8).array(), NODE)).isPresent();
    }

    @Test
    void isSilentAboutMtusThatNoHostMayHave() {
        assertThat(FragNeeded.relay(answer(87, 100).array(), NODE)).isEmpty();
        assertThat(FragNeeded.relay(answer(88, 100).array(), NODE)).isPresent();
    }

    @Test
    void survivesEveryTruncation() {
        byte[] whole = answer(1400, 100).array();
        for (int length = 0; length < INNER + 28; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(FragNeeded.relay(cut, NODE)).isEmpty();
        }
    }
}
