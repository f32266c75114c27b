package dev.wiregauge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Every number of ours against the headers of both architectures, on whichever this runs.
@Timeout(30)
class ArchitectureTest {
    /// One line of `header-values.txt`, whose head says how it was made.
    record Constant(String ours, String expression, long x86, long aarch64) {
        @Override
        public String toString() {
            return ours + " = " + expression;
        }
    }

    static List<Constant> constants() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ArchitectureTest.class.getResourceAsStream("header-values.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .map(parts ->
                            new Constant(
                                    parts[0],
                                    parts[1],
                                    Long.parseLong(parts[2]),
                                    Long.parseLong(parts[3])))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("constants")
    void agreesWithTheHeadersOfBothArchitectures(Constant constant) throws Exception {
        int dot = constant.ours().indexOf('.');
        String type = constant.ours().substring(0, dot);
        String name = constant.ours().substring(dot + 1);
        switch (type) {
            case "Architecture" -> {
                assertThat(Architecture.of("amd64").sysBpf()).isEqualTo((int) constant.x86());
                assertThat(Architecture.of("aarch64").sysBpf()).isEqualTo((int) constant.aarch64());
            }
            case "SocketOption" -> assertSame(constant, SocketOption.valueOf(name).number());
            default -> {
                Field field =
                        Class.forName(Architecture.class.getPackageName() + "." + type)
                                .getDeclaredField(name);
                field.setAccessible(true);
                assertSame(constant, ((Number) field.get(null)).longValue());
            }
        }
    }

    /// What is the same on both may stand in the code; what is not belongs into [Architecture].
    private static void assertSame(Constant constant, long ours) {
        assertThat(ours).as("x86-64").isEqualTo(constant.x86());
        assertThat(ours).as("aarch64").isEqualTo(constant.aarch64());
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "x86_64", "aarch64", "ARM64"})
    void knowsTheNamesThatJavaGivesToBoth(String name) {
        assertThat(Architecture.of(name).name()).isIn("x86-64", "aarch64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppc64le", "riscv64", ""})
    void refusesEveryOther(String name) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Architecture.of(name))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("x86-64 and aarch64");
    }
}
