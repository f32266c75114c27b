package dev.wiregauge.harness.cli;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// Version and commit, as the build wrote them down.
public final class Version implements IVersionProvider {
    /// What the build writes where the sources came without their history.
    private static final String UNKNOWN = "unknown";

    @Override
    public String[] getVersion() {
        return lines(built());
    }

    static String[] lines(Properties built) {
        return new String[] {
            "wiregauge " + built.getProperty("version", UNKNOWN),
            "commit " + commit(built),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
            System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.version")
                    + " "
                    + System.getProperty("os.arch")
        };
    }

    /// Such as `0.1.0-SNAPSHOT+485712c408`: what a run folder says it was made by. Without the part
    /// after the plus sign where the commit is not known.
    public static String current() {
        return current(built());
    }

    static String current(Properties built) {
        String version = built.getProperty("version", UNKNOWN);
        String commit = commit(built);
        return commit.equals(UNKNOWN) ? version : version + "+" + commit.replace(' ', '.');
    }

    private static String commit(Properties built) {
        String changed = "true".equals(built.getProperty("changed")) ? " changed" : "";
        return built.getProperty("commit", UNKNOWN) + changed;
    }

    private static Properties built() {
        Properties properties = new Properties();
        try (InputStream in =
                Version.class.getResourceAsStream("/dev/wiregauge/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new IllegalStateException("version.properties cannot be read", e);
        }
        return properties;
    }
}
