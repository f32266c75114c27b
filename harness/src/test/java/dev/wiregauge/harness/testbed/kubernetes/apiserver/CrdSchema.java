package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The part of a CRD's structural schema that an API server checks: names, types, enumerations,
/// ranges, sets; what it does not know it refuses when asked to be strict, and else drops.
record CrdSchema(JsonNode schema) {
    static CrdSchema parse(String json) {
        return new CrdSchema(ObjectStore.parse(json));
    }

    /// Fields of an object that the schema does not know.
    List<String> unknown(JsonNode object) {
        return object.propertyNames().stream()
                .filter(name -> !schema.path("properties").has(name))
                .toList();
    }

    void prune(ObjectNode object) {
        unknown(object).forEach(object::remove);
    }

    void complete(ObjectNode object) {
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            JsonNode standard = field.getValue().path("default");
            if (!standard.isMissingNode() && !object.has(field.getKey())) {
                object.set(field.getKey(), standard);
            }
        }
    }

    /// The first thing that is wrong, in the API server's words.
    Optional<String> refuse(JsonNode object) {
        for (JsonNode required : schema.path("required")) {
            if (!object.has(required.asString())) {
                return Optional.of("spec." + required.asString() + ": Required value");
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode rule = schema.path("properties").path(field.getKey());
            List<String> wrong = wrong(rule, field.getValue());
            if (!wrong.isEmpty()) {
                return Optional.of("spec." + field.getKey() + ": " + wrong.getFirst());
            }
        }
        return Optional.empty();
    }

    private static List<String> wrong(JsonNode rule, JsonNode value) {
        List<String> wrong = new ArrayList<>();
        if (!hasType(rule.path("type").asString(""), value)) {
            wrong.add("Invalid value: must be of type " + rule.path("type").asString(""));
            return wrong;
        }
        if (rule.has("enum") && rule.path("enum").valueStream().noneMatch(value::equals)) {
            wrong.add("Unsupported value: " + value);
        }
        if (value.isIntegralNumber()
                && (value.asInt() < rule.path("minimum").asInt(Integer.MIN_VALUE)
                        || value.asInt() > rule.path("maximum").asInt(Integer.MAX_VALUE))) {
            wrong.add("Invalid value: out of range");
        }
        if (rule.path("format").asString("").equals("cidr")
                && !value.asString("").matches("[0-9a-f.:]+/[0-9]+")) {
            wrong.add("Invalid value: must be of type cidr");
        }
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
            wrong.addAll(wrong(rule.path("items"), item));
            if (!seen.add(item) && rule.path("x-kubernetes-list-type").asString("").equals("set")) {
                wrong.add("Duplicate value: " + item);
            }
        }
        return wrong;
    }

    private static boolean hasType(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalArgumentException("no such type in a schema: " + type);
        };
    }
}
