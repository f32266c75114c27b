package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/// Things of somebody else on this machine that look like ours and that no journal claims: a
/// namespace named as a lab's node with a process in it, a bridge, and an nft table.
final class Stranger implements AutoCloseable {
    private final String namespace;
    private final String bridge;
    private final String table;
    private final Process inside;

    /// @param word up to eight letters and digits, on this machine only once
    Stranger(String word) throws IOException {
        namespace = "wg-" + word + "-node1";
        bridge = "br" + word;
        table = "wiregauge_" + word;
        run("ip", "netns", "add", namespace);
        run("ip", "link", "add", bridge, "type", "bridge");
        run("nft", "add", "table", "inet", table);
        inside = new ProcessBuilder("ip", "netns", "exec", namespace, "sleep", "3600").start();
    }

    void assertUntouched() throws Exception {
        assertThat(Machine.namespaces(namespace)).hasSize(1);
        assertThat(CompareIT.Lines.of("ip", "-o", "link", "show", bridge)).hasSize(1);
        assertThat(CompareIT.Lines.of("nft", "list", "tables")).contains("table inet " + table);
        assertThat(inside.isAlive()).as("the stranger's process").isTrue();
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.onExit().join().exitValue()).as(String.join(" ", command)).isZero();
    }

    @Override
    public void close() throws IOException {
        inside.destroyForcibly().onExit().join();
        run("nft", "delete", "table", "inet", table);
        run("ip", "link", "del", bridge);
        run("ip", "netns", "del", namespace);
    }
}
