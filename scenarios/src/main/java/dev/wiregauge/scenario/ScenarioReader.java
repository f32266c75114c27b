package dev.wiregauge.scenario;

import dev.wiregauge.yaml.Nearest;
import dev.wiregauge.yaml.RecordYaml;
import dev.wiregauge.yaml.YamlException;
import dev.wiregauge.yaml.YamlFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Finds scenarios by catalogue name or file, and reads them.
public final class ScenarioReader {
    /// Every shipped scenario, the main one first. A file of that name lies beside the others in
    /// the catalogue.
    public static final List<String> CATALOG =
            List.of(
                    "compare-modes",
                    "services",
                    "same-node",
                    "under-load",
                    "rate-sweep",
                    "message-sizes",
                    "many-flows",
                    "wire-limited",
                    "soak");

    private ScenarioReader() {}

    /// @param nameOrFile a name of the catalogue, or the path of a YAML file (it holds a `/` or
    ///   ends in .yaml)
    /// @throws ScenarioException naming file, line and what is allowed
    public static Scenario find(String nameOrFile) {
        if (CATALOG.contains(nameOrFile)) {
            return parse(nameOrFile + ".yaml", catalogText(nameOrFile));
        }
        if (nameOrFile.contains("/")
                || nameOrFile.endsWith(".yaml")
                || nameOrFile.endsWith(".yml")) {
            return readFile(Path.of(nameOrFile));
        }
        String file = "./" + nameOrFile + ".yaml";
        throw new ScenarioException(
                Files.exists(Path.of(file))
                        ? "scenario \"%s\" is not in the catalogue; did you mean %s?"
                                .formatted(nameOrFile, file)
                        : Nearest.refusal("scenario", nameOrFile, CATALOG)
                                + ", or the path of a .yaml file");
    }

    /// @param file for messages
    public static Scenario parse(String file, String yaml) {
        try {
            return RecordYaml.read(file, yaml, Scenario.class);
        } catch (YamlException e) {
            throw new ScenarioException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The text of a shipped scenario, comments included.
    public static String catalogText(String name) {
        String resource = "/dev/wiregauge/catalog/" + name + ".yaml";
        try (InputStream in = ScenarioReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the catalogue lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the catalogue cannot be read: " + resource, e);
        }
    }

    private static Scenario readFile(Path file) {
        try {
            return parse(file.toString(), YamlFile.read(file));
        } catch (NoSuchFileException e) {
            throw new ScenarioException(file + ": no such file", e);
        } catch (YamlException e) {
            throw new ScenarioException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ScenarioException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
