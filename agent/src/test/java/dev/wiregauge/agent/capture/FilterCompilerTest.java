package dev.wiregauge.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

@Timeout(30)
class FilterCompilerTest {
    private static final int INSTRUCTION_BYTES = 8;

    private static ByteBuffer compile(String filter) {
        return FilterCompiler.compile(filter, 1000, false).order(ByteOrder.nativeOrder());
    }

    @Test
    void theEmptyFilterKeepsEverything() {
        ByteBuffer program = compile("");

        // ret #1000, then the unreachable ret #0
        assertThat(program.remaining()).isEqualTo(2 * INSTRUCTION_BYTES);
        assertThat(program.getShort(0)).isEqualTo((short) 0x06);
        assertThat(program.getInt(4)).isEqualTo(1000);
    }

    @Test
    void everyJumpStaysInsideTheProgram() {
        ByteBuffer program = compile("(udp port 4789 or ip proto 4) and not src host 198.18.0.1");

        int count = program.remaining() / INSTRUCTION_BYTES;
        for (int i = 0; i < count; i++) {
            int code = program.getShort(i * INSTRUCTION_BYTES);
            boolean jumps = (code & 7) == 5;
            if (jumps) {
                assertThat(i + 1 + (program.get(i * INSTRUCTION_BYTES + 2) & 255))
                        .isLessThan(count);
                assertThat(i + 1 + (program.get(i * INSTRUCTION_BYTES + 3) & 255))
                        .isLessThan(count);
            }
        }
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatThrownBy(() -> compile("vlan 5"))
                .hasMessageStartingWith("the filter \"vlan 5\" has \"vlan\", allowed without");
        assertThatThrownBy(() -> compile("host 198.18.0"))
                .hasMessageContaining("where an IPv4 address is due");
        assertThatThrownBy(() -> compile("udp port x"))
                .hasMessageContaining("has x where a number of 0 to 65535 is due");
        assertThatThrownBy(() -> compile("udp and")).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> compile("udp tcp")).hasMessageContaining("has \"tcp\"");
    }

    @Test
    void refusesAFilterThatTheKernelsJumpsCannotSpan() {
        String longFilter = "host 198.18.0.1" + " or host 198.18.0.1".repeat(60);

        assertThatThrownBy(() -> compile(longFilter)).hasMessageContaining("too long");
    }
}
