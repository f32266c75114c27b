package dev.wiregauge.report.gate;

import dev.wiregauge.yaml.RecordYaml;
import dev.wiregauge.yaml.YamlException;
import dev.wiregauge.yaml.YamlFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Finds and reads a policy.
public final class PolicyReader {
    private static final String DEFAULT = "/dev/wiregauge/report/gate/default-policy.yaml";

    private PolicyReader() {}

    /// The policy in force where none is named.
    public static Policy standard() {
        return parse("default-policy.yaml", standardText());
    }

    /// With its comments: a start for one's own.
    public static String standardText() {
        try (InputStream in = PolicyReader.class.getResourceAsStream(DEFAULT)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + DEFAULT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the default policy cannot be read", e);
        }
    }

    public static Policy read(Path file) {
        try {
            return parse(file.toString(), YamlFile.read(file));
        } catch (YamlException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new GateException(file + ": no such file", e);
        } catch (IOException e) {
            throw new GateException("cannot read the policy " + file + ": " + e.getMessage(), e);
        }
    }

    /// @param file for messages
    public static Policy parse(String file, String yaml) {
        try {
            return RecordYaml.read(file, yaml, Policy.class);
        } catch (YamlException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        }
    }
}
