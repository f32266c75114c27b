package dev.wiregauge.yaml;

import dev.wiregauge.json.Names;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a tree of YAML nodes into what a type asks for. An empty result means that a problem was
/// added.
final class RecordBinder {
    /// Nodes may share parts through aliases, even in a circle; no record of ours is deeper than
    /// this.
    private static final int MAX_DEPTH = 20;

    private final List<Problem> problems;
    private int depth;

    /// Whose value is being bound.
    private String field = "this file";

    RecordBinder(List<Problem> problems) {
        this.problems = problems;
    }

    Optional<Object> bind(Node node, Type type) {
        if (depth == MAX_DEPTH) {
            return problem(node, field + " is nested deeper than " + MAX_DEPTH);
        }
        depth++;
        try {
            return switch (type) {
                case ParameterizedType parameterized -> bindParameterized(node, parameterized);
                case Class<?> record when record.isRecord() -> bindRecord(node, record);
                case Class<?> sealed when sealed.isSealed() -> bindSealed(node, sealed);
                case Class<?> scalar -> bindScalar(node, scalar);
                default -> throw new IllegalArgumentException("no YAML for " + type);
            };
        } finally {
            depth--;
        }
    }

    private Optional<Object> bindParameterized(Node node, ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (raw == Optional.class) {
            return bind(node, last).map(Optional::of);
        }
        return raw == List.class ? bindList(node, last) : bindMap(node, last);
    }

    private Optional<Object> bindList(Node node, Type elementType) {
        if (!(node instanceof SequenceNode sequence)) {
            return problem(node, field + " must be a list, such as [a, b]");
        }
        List<Object> elements = new ArrayList<>();
        sequence.getValue().forEach(element -> bind(element, elementType).ifPresent(elements::add));
        return whole(elements, elements.size() == sequence.getValue().size());
    }

    private Optional<Object> bindMap(Node node, Type elementType) {
        if (!(node instanceof MappingNode mapping)) {
            return problem(node, field + " must be a mapping of names");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            bind(entry.getValueNode(), elementType).ifPresent(value -> map.put(key(entry), value));
        }
        return whole(map, map.size() == mapping.getValue().size());
    }

    /// What lacks a part for its own problem must not be refused for lacking it as well.
    private static Optional<Object> whole(Object parts, boolean complete) {
        return complete ? Optional.of(parts) : Optional.empty();
    }

    private Optional<Object> bindSealed(Node node, Class<?> sealed) {
        Map<String, Class<?>> cases = new LinkedHashMap<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            cases.put(Names.snake(permitted.getSimpleName()), permitted);
        }
        if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            return problem(
                    node,
                    field
                            + " must be one of "
                            + String.join(", ", cases.keySet())
                            + ", with its settings behind a colon");
        }
        NodeTuple only = mapping.getValue().getFirst();
        Class<?> chosen = cases.get(key(only));
        if (chosen == null) {
            return problem(
                    only.getKeyNode(),
                    Nearest.refusal(
                            Names.snake(sealed.getSimpleName()), key(only), cases.keySet()));
        }
        return bindRecord(only.getValueNode(), chosen);
    }

    private Optional<Object> bindRecord(Node node, Class<?> type) {
        if (!(node instanceof MappingNode mapping)) {
            return problem(node, field + " must be a mapping with " + fieldNames(type));
        }
        Map<String, Node> given = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!fieldNames(type).contains(key(entry))) {
                problem(entry.getKeyNode(), Nearest.refusal("field", key(entry), fieldNames(type)));
            } else if (given.put(key(entry), entry.getValueNode()) != null) {
                problem(entry.getKeyNode(), "field \"" + key(entry) + "\" is given twice");
            }
        }
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            arguments[i] = component(mapping, given, components[i]);
            complete &= arguments[i] != null;
        }
        return complete ? construct(mapping, given, type, arguments) : Optional.empty();
    }

    private @Nullable Object component(
            MappingNode mapping, Map<String, Node> given, RecordComponent component) {
        String name = fieldName(component);
        Node node = given.get(name);
        if (node != null) {
            String outer = field;
            field = name;
            Object value = bind(node, component.getGenericType()).orElse(null);
            field = outer;
            return value;
        }
        if (component.getType() == Optional.class) {
            return Optional.empty();
        }
        problem(mapping, "lacks the field \"" + name + "\"");
        return null;
    }

    private Optional<Object> construct(
            MappingNode mapping,
            Map<String, Node> given,
            Class<?> type,
            @Nullable Object[] arguments) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            return Optional.of(type.getDeclaredConstructor(types).newInstance(arguments));
        } catch (InvocationTargetException e) {
            String message = String.valueOf(e.getTargetException().getMessage());
            String named = message.split("[ (]", 2)[0];
            String field = kebab(named);
            return fieldNames(type).contains(field)
                    ? problem(
                            given.getOrDefault(field, mapping),
                            field + message.substring(named.length()))
                    : problem(mapping, message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot build a " + type.getName(), e);
        }
    }

    private Optional<Object> bindScalar(Node node, Class<?> type) {
        if (!(node instanceof ScalarNode scalar)) {
            return problem(node, field + " must be a single value");
        }
        String text = scalar.getValue();
        if (type == String.class) {
            return text.isBlank() ? problem(node, field + " is empty") : Optional.of(text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> problem(node, "\"" + text + "\" is not allowed here: true or false");
            };
        }
        if (type == Duration.class) {
            Optional<Duration> duration = Quantities.duration(text);
            return duration.isPresent()
                    ? Optional.of(duration.get())
                    : problem(node, "\"" + text + "\" is no duration: " + Quantities.DURATIONS);
        }
        return type.isEnum() ? bindConstant(scalar, type) : bindNumber(scalar, type);
    }

    private Optional<Object> bindConstant(ScalarNode node, Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(Names.kebab(((Enum<?>) constant).name()), constant);
        }
        Object constant = constants.get(node.getValue());
        return constant != null
                ? Optional.of(constant)
                : problem(
                        node,
                        Nearest.refusal(
                                Names.snake(type.getSimpleName()),
                                node.getValue(),
                                constants.keySet()));
    }

    private Optional<Object> bindNumber(ScalarNode node, Class<?> type) {
        if (type == double.class || type == Double.class) {
            try {
                double number = Double.parseDouble(node.getValue());
                return Double.isFinite(number)
                        ? Optional.of(number)
                        : problem(node, field + " must be a finite number");
            } catch (NumberFormatException e) {
                return problem(node, "\"" + node.getValue() + "\" is no number");
            }
        }
        boolean isInt = type == int.class || type == Integer.class;
        Optional<Long> count = Quantities.count(node.getValue());
        if (count.isEmpty() || (isInt && count.get() > Integer.MAX_VALUE)) {
            return problem(
                    node, "\"" + node.getValue() + "\" is not allowed here: " + Quantities.COUNTS);
        }
        return Optional.of(isInt ? (Object) Math.toIntExact(count.get()) : count.get());
    }

    private Optional<Object> problem(Node node, String message) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        Problem problem = new Problem(line, message);
        // the same node may be met again through an alias
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
        return Optional.empty();
    }

    private static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    private static List<String> fieldNames(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordBinder::fieldName).toList();
    }

    private static String fieldName(RecordComponent component) {
        return kebab(component.getName());
    }

    private static String kebab(String name) {
        return Names.kebab(Names.snake(name));
    }
}
