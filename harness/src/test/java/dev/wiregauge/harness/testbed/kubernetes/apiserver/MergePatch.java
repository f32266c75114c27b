package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// JSON merge patch (RFC 7386), and the `add`, `replace` and `remove` of JSON patch (RFC 6902).
final class MergePatch {
    private MergePatch() {}

    static ObjectNode apply(ObjectNode target, JsonNode patch) {
        if (patch instanceof ArrayNode operations) {
            operations.forEach(operation -> operate(target, operation));
        } else {
            merge(target, patch);
        }
        return target;
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue().isObject()) {
                merge(target.withObject(field.getKey()), field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        }
    }

    private static void operate(ObjectNode target, JsonNode operation) {
        String path = operation.path("path").asString();
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1).replace("~1", "/").replace("~0", "~");
        ObjectNode parent = last == 0 ? target : target.withObject(path.substring(0, last));
        if (operation.path("op").asString().equals("remove")) {
            parent.remove(name);
        } else {
            parent.set(name, operation.path("value"));
        }
    }
}
