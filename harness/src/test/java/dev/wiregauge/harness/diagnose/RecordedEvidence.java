package dev.wiregauge.harness.diagnose;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.evidence.Evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// What real labs showed, by the fault that was put in.
final class RecordedEvidence {
    private RecordedEvidence() {}

    static Evidence of(String fault) {
        String name = fault + ".json.gz";
        try (InputStream in =
                        Objects.requireNonNull(
                                RecordedEvidence.class.getResourceAsStream(name), name);
                GZIPInputStream plain = new GZIPInputStream(in)) {
            return RecordJson.read(
                    new String(plain.readAllBytes(), StandardCharsets.UTF_8), Evidence.class);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
