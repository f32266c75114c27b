package dev.wiregauge.harness.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every field of a scenario file as a Markdown page: names and types from the published schema,
/// which is the records', meanings from the comments of the template that `scenario new` writes.
final class ScenarioReference {
    private static final String HEAD =
            """
            # Scenario files

            Written by `DocumentsTest` from [scenario.schema.json](../schema/scenario.schema.json) and the template of
            `wiregauge scenario new`; do not edit. Sizes are payload bytes. A count may carry `k`, `M`, `G`, `KiB`, `MiB`, `GiB`,
            `kbit`, `Mbit` or `Gbit`; a duration must carry `us`, `ms`, `s`, `m` or `h`. A field that is misspelt or out of
            range is refused with its line, the nearest name and the range.
            """;

    /// A field of the template, perhaps behind a hash sign or a hyphen.
    private static final Pattern FIELD = Pattern.compile("\\s*#?(?:- )?([a-z_][a-z_-]*):.*");

    private final JsonNode definitions;
    private final Map<String, String> meanings;
    private final StringBuilder page = new StringBuilder(HEAD);

    private ScenarioReference(JsonNode definitions, Map<String, String> meanings) {
        this.definitions = definitions;
        this.meanings = meanings;
    }

    static String of(Path schema, String template) throws IOException {
        JsonNode root = new JsonMapper().readTree(Files.readString(schema));
        ScenarioReference reference = new ScenarioReference(root.path("$defs"), meanings(template));
        reference.write();
        return reference.page.toString();
    }

    private void write() {
        fields("The file", definitions.path("Scenario"));
        page.append("\n## Workloads\n\n| workload | what is sent | fields |\n|---|---|---|\n");
        for (JsonNode each : definitions.path("Workload").path("oneOf")) {
            each.path("properties")
                    .forEachEntry((name, fields) ->
                            page.append(
                                    "| `%s` | %s | %s |\n"
                                            .formatted(name, meaning(name), listed(fields))));
        }
        definitions.forEachEntry((name, definition) -> {
            if (!name.equals("Scenario") && !name.equals("Workload")) {
                fields(title(name), definition);
            }
        });
    }

    private void fields(String title, JsonNode definition) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| field | value | needed | meaning |\n|---|---|---|---|\n");
        List<String> needed = new ArrayList<>();
        definition.path("required").forEach(name -> needed.add(name.asString()));
        definition
                .path("properties")
                .forEachEntry((name, value) ->
                        page.append(
                                "| `%s` | %s | %s | %s |\n"
                                        .formatted(
                                                name,
                                                type(value),
                                                needed.contains(name) ? "yes" : "no",
                                                meaning(name))));
    }

    private String listed(JsonNode fields) {
        StringJoiner all = new StringJoiner(", ");
        fields.path("properties")
                .forEachEntry((name, value) -> all.add("`" + name + "`: " + type(value)));
        return all.toString();
    }

    private static String type(JsonNode value) {
        if (value.has("$ref")) {
            String name = value.path("$ref").asString().replaceAll(".*/", "");
            return "[" + title(name) + "](#" + title(name).replace(' ', '-') + ")";
        }
        if (value.has("enum")) {
            StringJoiner all = new StringJoiner(", ");
            value.path("enum").forEach(each -> all.add("`" + each.asString() + "`"));
            return all.toString();
        }
        if (value.has("items")) {
            return "list of " + type(value.path("items"));
        }
        if (value.path("additionalProperties").isObject()) {
            return "name: " + type(value.path("additionalProperties"));
        }
        if (value.has("pattern")) {
            return "duration";
        }
        return value.path("type").isArray() ? "count" : value.path("type").asString();
    }

    /// Such as `wire limit` for the record `Scenario.WireLimit`.
    private static String title(String record) {
        String name = record.replaceAll(".*\\.", "");
        return name.equals("Workload")
                ? "workloads"
                : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private String meaning(String field) {
        return meanings.getOrDefault(field, "").replace("|", "\\|");
    }

    /// The comment above each field's first place in the template.
    private static Map<String, String> meanings(String template) {
        Map<String, String> found = new LinkedHashMap<>();
        StringJoiner comment = new StringJoiner(" ");
        for (String line : template.lines().toList()) {
            Matcher field = FIELD.matcher(line);
            if (line.strip().startsWith("# ")) {
                comment.add(line.strip().substring(2));
            } else {
                if (field.matches() && comment.length() > 0) {
                    found.putIfAbsent(field.group(1), comment.toString());
                }
                comment = new StringJoiner(" ");
            }
        }
        return found;
    }
}
