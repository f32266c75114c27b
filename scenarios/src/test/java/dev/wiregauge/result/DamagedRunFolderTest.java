package dev.wiregauge.result;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(60)
class DamagedRunFolderTest {
    @TempDir private Path dir;

    @Test
    void bytesThatAreNoTextAreCalledDamage() throws Exception {
        Files.write(dir.resolve(RunFolder.RUN), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> RunFolder.open(dir).readRun())
                .isInstanceOf(RunFolderException.class)
                .hasMessageEndingWith("run.json is damaged: it is not UTF-8 text");
    }

    @Test
    void aTruncatedFileIsNamedWithItsPlace() throws Exception {
        Files.writeString(dir.resolve(RunFolder.RUN), "{\"schemaVersion\":");
        assertThatThrownBy(() -> RunFolder.open(dir).readRun())
                .isInstanceOf(RunFolderException.class)
                .hasMessageContaining("run.json is damaged: not JSON at line 1");
    }
}
