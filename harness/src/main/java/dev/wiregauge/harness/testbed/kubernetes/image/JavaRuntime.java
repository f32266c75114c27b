package dev.wiregauge.harness.testbed.kubernetes.image;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// A small Java runtime with what the agent needs, linked from the JDK that runs this.
final class JavaRuntime {
    /// java.logging for JNA, java.management for the JVM's own figures, jdk.unsupported for
    /// sun.misc.Unsafe in HdrHistogram.
    static final String AGENT_MODULES = "java.base,java.logging,java.management,jdk.unsupported";

    /// As src/distribution/make-runtime says, with reasons.
    static final String HARNESS_MODULES =
            AGENT_MODULES
                    + ",java.desktop,java.naming,java.net.http,java.sql,java.xml"
                    + ",jdk.crypto.cryptoki,jdk.crypto.ec,jdk.management,jdk.zipfs";

    private JavaRuntime() {}

    /// @param directory must not exist
    /// @param modules separated by commas
    static void link(Path directory, String modules) {
        ToolProvider jlink =
                ToolProvider.findFirst("jlink")
                        .orElseThrow(() ->
                                new EnvironmentException(
                                        "a self-contained image needs a JDK with jlink, this is "
                                                + System.getProperty("java.home")
                                                + "; or name a base with --base"));
        StringWriter words = new StringWriter();
        PrintWriter out = new PrintWriter(words);
        int status =
                jlink.run(
                        out,
                        out,
                        "--add-modules",
                        modules,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        "zip-6",
                        // what this plugin writes depends on what the JVM has run before (JDK 25):
                        // two links in one process differed, and an image must not
                        "--disable-plugin",
                        "generate-jli-classes",
                        "--output",
                        directory.toString());
        if (status != 0) {
            throw new EnvironmentException("jlink failed: " + words.toString().strip());
        }
    }
}
