package dev.wiregauge.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads YAML into records: keys are the components in kebab case, every problem is found in one
/// reading.
///
/// A sealed type is a mapping with one key, the snake-case name of the case; a count may carry a
/// unit (`128KiB`, `100Mbit`), a duration must (`500ms`).
public final class RecordYaml {
    /// A file of ours is a page; far above it, it is not one of ours.
    private static final int MAX_CHARS = 1 << 20;

    private RecordYaml() {}

    /// @param file name for messages
    /// @throws YamlException with every problem found, in the order of lines
    public static <T extends Record> T read(String file, String yaml, Class<T> type) {
        List<Problem> problems = new ArrayList<>();
        Optional<Object> value =
                compose(file, yaml).flatMap(root -> new RecordBinder(problems).bind(root, type));
        if (!problems.isEmpty() || value.isEmpty()) {
            if (problems.isEmpty()) {
                problems.add(new Problem(1, "the file is empty"));
            }
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new YamlException(file, problems);
        }
        return type.cast(value.get());
    }

    private static Optional<Node> compose(String file, String yaml) {
        if (yaml.length() > MAX_CHARS) {
            throw new YamlException(
                    file, List.of(new Problem(1, "is longer than " + MAX_CHARS + " characters")));
        }
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setMaxAliasesForCollections(20)
                        .setCodePointLimit(MAX_CHARS)
                        .build();
        try {
            return new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new YamlException(
                    file, List.of(new Problem(line, "is not YAML: " + e.getProblem())));
        } catch (YamlEngineException e) {
            throw new YamlException(
                    file,
                    List.of(
                            new Problem(
                                    1,
                                    "is not YAML: "
                                            + String.valueOf(e.getMessage())
                                                    .lines()
                                                    .findFirst()
                                                    .orElse(""))));
        }
    }
}
