package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(60)
class MeasuringTurnTest {
    @TempDir private Path dir;

    private String holder(String signature) throws IOException {
        Path file = dir.resolve("lock");
        Files.writeString(file, signature);
        return MeasuringTurn.holder(file);
    }

    @Test
    void whoeverHasTheTurnLeavesItsProcessId() throws IOException {
        Path file = dir.resolve("folder").resolve("lock");
        String longer = "a signature of somebody else that was longer";
        Files.createDirectories(file.getParent());
        Files.writeString(file, longer);
        try (MeasuringTurn turn = MeasuringTurn.take(file, who -> {}, () -> {})) {
            assertThat(turn.waited()).isFalse();
            assertThat(MeasuringTurn.holder(file))
                    .isEqualTo("another run (process %d)", ProcessHandle.current().pid());
        }
    }

    /// As after Ctrl-Z.
    @Test
    void saysThatTheOtherRunIsSuspended() throws Exception {
        Process other = new ProcessBuilder("sleep", "50").start();
        try {
            String pid = Long.toString(other.pid());
            assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
            String suspended = "another run (process %s, suspended)".formatted(pid);
            for (int i = 0; i < 1000 && !holder(pid).equals(suspended); i++) {
                Thread.sleep(10);
            }
            assertThat(holder(pid)).isEqualTo(suspended);
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void namesNobodyWhomItCannotSee() throws IOException {
        assertThat(holder("")).isEqualTo("another run");
        assertThat(holder("4711\u0000garbage")).isEqualTo("another run");
        assertThat(holder("9999999999")).isEqualTo("another run");
    }
}
