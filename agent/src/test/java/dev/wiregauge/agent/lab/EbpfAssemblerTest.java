package dev.wiregauge.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HexFormat;

@Timeout(10)
class EbpfAssemblerTest {
    /// The bytes of RFC 9669's encoding: opcode, registers, offset, immediate.
    @Test
    void writesInstructionsAsTheStandardEncodesThem() {
        byte[] program =
                new EbpfAssembler()
                        .copy(6, 1)
                        .set(0, 2)
                        .storeShort(10, -20, 8)
                        .call(50)
                        .exit()
                        .assemble();
        assertThat(HexFormat.of().formatHex(program))
                .isEqualTo(
                        "bf16000000000000"
                                + "b700000002000000"
                                + "6b8aecff00000000"
                                + "8500000032000000"
                                + "9500000000000000");
    }

    @Test
    void jumpsCountFromTheInstructionBehindThem() {
        byte[] program =
                new EbpfAssembler()
                        .jumpUnless(0, 0x800, "out")
                        .set(0, 1)
                        .label("out")
                        .exit()
                        .assemble();
        assertThat(HexFormat.of().formatHex(program, 0, 8)).isEqualTo("5600010000080000");
    }

    @Test
    void refusesAJumpToNowhere() {
        assertThatThrownBy(() -> new EbpfAssembler().jumpUnless(0, 0, "lost").assemble())
                .hasMessageContaining("lost");
    }
}
