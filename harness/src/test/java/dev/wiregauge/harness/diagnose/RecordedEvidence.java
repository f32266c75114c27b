package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.PathEvidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// What diagnoses of real labs found out, kept beside the rules' tests.
public final class RecordedEvidence {
    private static final Path FOLDER = Path.of("src/test/resources/dev/wiregauge/harness/diagnose");

    private RecordedEvidence() {}

    static boolean exists(String name) {
        return RecordedEvidence.class.getResource(name + ".json.gz") != null;
    }

    static Evidence of(String name) {
        try (InputStream in = RecordedEvidence.class.getResourceAsStream(name + ".json.gz")) {
            assertThat(in).as(name).isNotNull();
            try (GZIPInputStream plain = new GZIPInputStream(in)) {
                return RecordJson.read(
                        new String(plain.readAllBytes(), StandardCharsets.UTF_8), Evidence.class);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    public static void write(String name, Evidence evidence) {
        Map<String, NetworkFacts> kernels = new TreeMap<>();
        evidence.kernels().forEach((agent, facts) -> kernels.put(agent, trimmed(facts)));
        Evidence small = with(evidence, evidence.paths(), kernels);
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(FOLDER.resolve(name + ".json.gz")))) {
            out.write(RecordJson.write(small, Evidence.class).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same with other paths and other kernels.
    static Evidence with(
            Evidence evidence, List<PathEvidence> paths, Map<String, NetworkFacts> kernels) {
        return new Evidence(
                evidence.schemaVersion(),
                evidence.intent(),
                paths,
                kernels,
                evidence.plan(),
                evidence.names(),
                evidence.calls(),
                evidence.moved(),
                evidence.notChecked());
    }

    /// Without what no rule reads: IPv6 routes and each interface's own sysctls.
    private static NetworkFacts trimmed(NetworkFacts facts) {
        return new NetworkFacts(
                facts.links(),
                facts.addresses(),
                facts.routes().stream().filter(r -> !r.destination().contains(":")).toList(),
                facts.rules(),
                facts.neighbours(),
                facts.forwarding(),
                facts.sysctls().entrySet().stream()
                        .filter(each -> !isOfOneInterface(each.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                facts.counters().entrySet().stream()
                        .filter(each -> each.getKey().startsWith("conntrack"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                facts.filters(),
                facts.filtersUnread(),
                facts.bgpPeers());
    }

    private static boolean isOfOneInterface(String sysctl) {
        return sysctl.matches("ipv[46]/(conf|neigh)/(?!all/|default/).*");
    }
}
