package dev.wiregauge.harness.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Writes what a distribution puts below `share/`, where man and the shells look for it: manual
/// pages and completion. The build calls it.
public final class SharedFiles {
    private final Path share;

    private SharedFiles(Path share) {
        this.share = share;
    }

    /// @param arguments the directory to write to
    public static void main(String[] arguments) {
        new SharedFiles(Path.of(arguments[0])).write();
    }

    private void write() {
        CommandLine program = Main.commandLine();
        manualPages(program.getCommandSpec());
        String bash = AutoComplete.bash(program.getCommandName(), program);
        file("bash-completion/completions/wiregauge", bash.getBytes(StandardCharsets.UTF_8));
        // picocli's script for bash turns on bash's completion functions when zsh reads it
        file(
                "zsh/site-functions/_wiregauge",
                ("#compdef wiregauge\n" + bash).getBytes(StandardCharsets.UTF_8));
        file(
                "fish/vendor_completions.d/wiregauge.fish",
                FishCompletion.of(program.getCommandSpec()).getBytes(StandardCharsets.UTF_8));
    }

    private void manualPages(CommandSpec command) {
        file(
                "man/man1/" + ManPage.name(command) + ".1.gz",
                packed(ManPage.of(command, Version.current())));
        command.subcommands().values().forEach(child -> manualPages(child.getCommandSpec()));
    }

    private void file(String path, byte[] bytes) {
        OutputFile.write(share.resolve(path), bytes);
    }

    /// Java writes no time and no name into the head, so that equal text gives equal bytes.
    private static byte[] packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
