package dev.wiregauge.report.schema;

import dev.wiregauge.json.Names;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Derives a JSON Schema (2020-12) from a record type, as [RecordJson] writes it or as the YAML
/// reader reads it.
final class RecordSchema {
    private final boolean yaml;
    private final Map<String, String> definitions = new TreeMap<>();

    private RecordSchema(boolean yaml) {
        this.yaml = yaml;
    }

    static String ofJson(Class<?> type, String title) {
        return new RecordSchema(false).document(type, title);
    }

    /// Names in kebab case, cases of sealed types as `{case: {...}}`, numbers and durations also as
    /// text with a unit, nothing unknown allowed.
    static String ofYaml(Class<?> type, String title) {
        return new RecordSchema(true).document(type, title);
    }

    private String document(Class<?> type, String title) {
        String reference = schema(type);
        String shared =
                definitions.entrySet().stream()
                        .map(e -> "    " + quoted(e.getKey()) + ": " + e.getValue())
                        .collect(Collectors.joining(",\n"));
        return "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": "
                + quoted(title)
                + ",\n  \"allOf\": ["
                + reference
                + "],\n  \"$defs\": {\n"
                + shared
                + "\n  }\n}\n";
    }

    private String schema(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Class<?> raw = (Class<?>) parameterized.getRawType();
            Type[] arguments = parameterized.getActualTypeArguments();
            if (raw == Optional.class) {
                return schema(arguments[0]);
            }
            if (raw == List.class) {
                return "{\"type\": \"array\", \"items\": " + schema(arguments[0]) + "}";
            }
            return "{\"type\": \"object\", \"additionalProperties\": " + schema(arguments[1]) + "}";
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted.isRecord() || wanted.isSealed()) {
            return reference(wanted);
        }
        return scalar(wanted);
    }

    private String reference(Class<?> type) {
        String name =
                type.getEnclosingClass() == null
                        ? type.getSimpleName()
                        : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
        if (!definitions.containsKey(name)) {
            definitions.put(name, "");
            definitions.put(name, type.isSealed() ? sealed(type) : record(type, List.of()));
        }
        return "{\"$ref\": " + quoted("#/$defs/" + name) + "}";
    }

    private String sealed(Class<?> type) {
        return Arrays.stream(type.getPermittedSubclasses())
                .map(this::sealedCase)
                .collect(Collectors.joining(", ", "{\"oneOf\": [", "]}"));
    }

    private String sealedCase(Class<?> permitted) {
        String name = Names.snake(permitted.getSimpleName());
        if (yaml) {
            return "{\"type\": \"object\", \"required\": ["
                    + quoted(name)
                    + "], \"additionalProperties\": false, \"properties\": {"
                    + quoted(name)
                    + ": "
                    + record(permitted, List.of())
                    + "}}";
        }
        return record(permitted, List.of("\"type\": {\"const\": " + quoted(name) + "}"));
    }

    private String record(Class<?> type, List<String> first) {
        List<String> properties = new ArrayList<>(first);
        List<String> required = new ArrayList<>();
        if (!first.isEmpty()) {
            required.add("\"type\"");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            String name = yaml ? kebab(component.getName()) : component.getName();
            properties.add(quoted(name) + ": " + schema(component.getGenericType()));
            if (component.getType() != Optional.class) {
                required.add(quoted(name));
            }
        }
        return "{\"type\": \"object\", \"required\": ["
                + String.join(", ", required)
                + "]"
                + (yaml ? ", \"additionalProperties\": false" : "")
                + ", \"properties\": {"
                + String.join(", ", properties)
                + "}}";
    }

    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }

    private String scalar(Class<?> type) {
        if (type == String.class) {
            return "{\"type\": \"string\"}";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "{\"type\": \"boolean\"}";
        }
        if (type == double.class || type == Double.class) {
            return "{\"type\": \"number\"}";
        }
        if (type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class) {
            return yaml ? "{\"type\": [\"integer\", \"string\"]}" : "{\"type\": \"integer\"}";
        }
        if (type == Duration.class || type == Instant.class) {
            return yaml
                    ? "{\"type\": \"string\", \"pattern\": \"^[0-9.]+ *(us|ms|s|m|h)$\"}"
                    : "{\"type\": \"string\", \"format\": "
                            + (type == Instant.class ? "\"date-time\"" : "\"duration\"")
                            + "}";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> quoted(Names.kebab(((Enum<?>) constant).name())))
                    .collect(Collectors.joining(", ", "{\"enum\": [", "]}"));
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
