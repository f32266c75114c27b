package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.ScenarioReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Scenario files of tests.
final class Scenarios {
    private Scenarios() {}

    /// The shipped comparison with trials of 120 ms: everything is exercised, no number is worth
    /// reading.
    static Path shortComparison(Path dir) throws IOException {
        String text =
                ScenarioReader.catalogText("compare-modes")
                        .replace(
                                "timing: {warmup: 150ms, duration: 500ms, interval: 50ms}",
                                "timing: {warmup: 30ms, duration: 120ms, interval: 20ms}")
                        .replace(
                                "warmup: 500ms, duration: 1s, interval: 100ms}\n\n",
                                "warmup: 300ms, duration: 700ms, interval: 100ms}\n\n");
        return Files.writeString(dir.resolve("short.yaml"), text);
    }

    /// A few seconds of measuring: one path, no limited row, no baseline.
    static Path crossNodeOnly(Path dir) throws IOException {
        String text = Files.readString(shortComparison(dir));
        String oneRow =
                text.replace(
                                "paths: [pod-pod-cross-node, pod-pod-same-node, pod-service]",
                                "paths: [pod-pod-cross-node]")
                        .replace("baseline: true", "baseline: false")
                        .replaceAll("(?s)wire-limit:.*?\\n\\n", "");
        return Files.writeString(dir.resolve("cross-node.yaml"), oneRow);
    }

    /// As [#crossNodeOnly], and each workload through a Service of type LoadBalancer too.
    static Path throughLoadBalancer(Path dir) throws IOException {
        String text = Files.readString(crossNodeOnly(dir));
        return Files.writeString(
                dir.resolve("load-balancer.yaml"),
                text.replace(
                        "paths: [pod-pod-cross-node]",
                        "paths: [pod-pod-cross-node, pod-loadbalancer]"));
    }

    /// One stream between nodes, for runs whose variants limit the uplinks.
    static Path limitedStream(Path dir) throws IOException {
        return limitedStream(dir, "warmup: 200ms, duration: 400ms, interval: 50ms");
    }

    static Path limitedStream(Path dir, String timing) throws IOException {
        String text =
                ScenarioReader.catalogText("wire-limited")
                        .replaceAll("(?s)wire-limit:.*?\\n\\n", "")
                        .replace(
                                "timing: {warmup: 150ms, duration: 500ms, interval: 50ms}",
                                "timing: {" + timing + "}");
        return Files.writeString(dir.resolve("limited-stream.yaml"), text);
    }
}
