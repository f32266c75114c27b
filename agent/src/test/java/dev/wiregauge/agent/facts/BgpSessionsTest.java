package dev.wiregauge.agent.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(10)
class BgpSessionsTest {
    private static final String HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

    @TempDir private Path root;

    private void file(String name, String text) throws IOException {
        Path net = Files.createDirectories(root.resolve("proc/net"));
        Files.writeString(net.resolve(name), HEADING + text);
    }

    @Test
    void establishedConnectionsOfPort179AreSessionsWhoeverOpenedThem() throws IOException {
        file(
                "tcp",
                """
                   0: 010012C6:00B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
                   1: 010012C6:00B3 020012C6:9C40 01 00000000:00000000 02:000A0000 00000000     0
                   2: 010012C6:9C41 030012C6:00B3 01 00000000:00000000 02:000A0000 00000000     0
                   3: 010012C6:9C42 040012C6:00B3 02 00000001:00000000 01:00000064 00000000     0
                   4: 010012C6:0016 050012C6:9C43 01 00000000:00000000 02:000A0000 00000000     0
                """);
        file(
                "tcp6",
                "   0: 000000FD000000000000000001000000:00B3"
                        + " 000000FD000000000000000002000000:9C44 01 00000000:00000000\n");
        assertThat(BgpSessions.peers(new KernelFiles(root)))
                .hasValueSatisfying(peers ->
                        assertThat(peers)
                                .containsExactlyInAnyOrder("198.18.0.2", "198.18.0.3", "fd00::2"));
    }

    @Test
    void nothingIsSaidWhereTheListCannotBeRead() {
        assertThat(BgpSessions.peers(new KernelFiles(root))).isEmpty();
    }
}
