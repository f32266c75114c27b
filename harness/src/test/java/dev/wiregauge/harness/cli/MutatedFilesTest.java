package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.gate.PolicyReader;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Files that someone damaged, in every way that comes to a seeded mind: each is refused in one
/// line that names the file, or it still says something valid; never a stack trace.
@Timeout(300)
class MutatedFilesTest {
    private static final int SCENARIOS = 100;
    private static final int OTHERS = 60;

    @TempDir private Path dir;

    @Test
    void aMutatedScenarioIsRefusedWithItsLine() throws IOException {
        Random random = new Random(20261125);
        int refused = 0;
        for (int i = 0; i < SCENARIOS; i++) {
            String name = ScenarioReader.CATALOG.get(i % ScenarioReader.CATALOG.size());
            Path file = mutate("scenario.yaml", ScenarioReader.catalogText(name), random);
            MainTest.Result result = MainTest.run("run", file.toString(), "--dry-run");
            if (assertOneLineOrPass(result, file)) {
                refused++;
                assertThat(result.err()).as(text(file)).containsPattern("scenario.yaml:\\d+: ");
            }
        }
        // a change of a comment or of a title is no mistake; most changes are
        assertThat(refused).isGreaterThan(SCENARIOS / 3);
    }

    @Test
    void aMutatedPolicyIsRefusedInOneLine() throws IOException {
        Random random = new Random(20261126);
        Path run = SampleFolders.write(dir.resolve("run"), 1);
        int refused = 0;
        for (int i = 0; i < OTHERS; i++) {
            Path file = mutate("policy.yaml", PolicyReader.standardText(), random);
            MainTest.Result result =
                    MainTest.run("gate", run.toString(), run.toString(), "--policy", "" + file);
            if (assertOneLineOrPass(result, file)) {
                refused++;
                assertThat(result.err()).as(text(file)).contains("policy");
            }
        }
        assertThat(refused).isGreaterThan(OTHERS / 4);
    }

    @Test
    void aMutatedRunIsRefusedInOneLine() throws IOException {
        Random random = new Random(20261127);
        int refused = 0;
        for (int i = 0; i < OTHERS; i++) {
            Path run = SampleFolders.write(dir.resolve("run-" + i), 1);
            Path file = run.resolve(i % 3 == 0 ? "trials.jsonl" : "run.json");
            Files.write(file, mutated(Files.readAllBytes(file), random));
            MainTest.Result result = MainTest.run("gate", run.toString(), run.toString());
            if (assertOneLineOrPass(result, file)) {
                refused++;
                assertThat(result.err()).contains(run.toString());
            }
        }
        assertThat(refused).isGreaterThan(OTHERS / 2);
    }

    private Path mutate(String name, String text, Random random) throws IOException {
        byte[] bytes = mutated(text.getBytes(StandardCharsets.UTF_8), random);
        return Files.write(dir.resolve(name), bytes);
    }

    /// @return whether it was refused
    private static boolean assertOneLineOrPass(MainTest.Result result, Path file)
            throws IOException {
        assertThat(result.err())
                .as(text(file))
                .doesNotContain("\tat ", "Exception", "fault of Wiregauge");
        assertThat(result.exitCode()).as(result.err()).isIn(0, 1, 2, 4);
        if (result.exitCode() != ExitCode.USAGE) {
            return false;
        }
        assertThat(result.err()).startsWith("wiregauge: ");
        assertThat(result.err().lines().count()).as(result.err()).isLessThan(20);
        return true;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /// One to three changes: bytes flipped, a span cut out, doubled, moved or overwritten, the rest
    /// cut off.
    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original;
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 1; changes--) {
            int from = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(40), bytes.length - from);
            bytes =
                    switch (random.nextInt(6)) {
                        case 0 -> flipped(bytes, from, random);
                        case 1 -> joined(bytes, from, new byte[0], from + length);
                        case 2 -> joined(bytes, from, slice(bytes, from, length), from);
                        case 3 -> joined(bytes, from, noise(length, random), from + length);
                        case 4 -> joined(bytes, from, text(random), from);
                        default -> slice(bytes, 0, from);
                    };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    /// What a YAML or JSON parser takes for more than letters.
    private static byte[] text(Random random) {
        String[] words = {
            "-1", "99999999999999999999", "1e999", "null", "[", "}", ": ", "\n\t", "&a *a",
                    "!!java.net.URL",
            "{{{{{{{{", "\"", "#", "\n- ", "\u2028", "\0", "NaN", "0x7f", "<<: *x", "---\n"
        };
        return words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        byte[] slice = new byte[length];
        System.arraycopy(bytes, from, slice, 0, length);
        return slice;
    }

    /// The bytes before `from`, those between, and the rest from `to` on.
    private static byte[] joined(byte[] bytes, int from, byte[] between, int to) {
        byte[] joined = new byte[from + between.length + bytes.length - to];
        System.arraycopy(bytes, 0, joined, 0, from);
        System.arraycopy(between, 0, joined, from, between.length);
        System.arraycopy(bytes, to, joined, from + between.length, bytes.length - to);
        return joined;
    }
}
