package dev.wiregauge.json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The reading half of [RecordJson]: a parser, positioned on a value, becomes what a type asks for.
final class RecordReader {
    /// What reflection says of a type, asked once: a file of ten thousand trials asks it a million
    /// times.
    private static final ClassValue<RecordComponent[]> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected RecordComponent[] computeValue(Class<?> type) {
                    return type.getRecordComponents();
                }
            };

    private static final ClassValue<Map<String, Class<?>>> CASES =
            new ClassValue<>() {
                @Override
                protected Map<String, Class<?>> computeValue(Class<?> sealed) {
                    Map<String, Class<?>> cases = new HashMap<>();
                    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
                        cases.put(Names.snake(permitted.getSimpleName()), permitted);
                    }
                    return cases;
                }
            };

    private final JsonParser parser;
    private final List<String> place = new ArrayList<>();

    RecordReader(JsonParser parser) {
        this.parser = parser;
    }

    Object read(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return readParameterized(parameterized);
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted.isRecord()) {
            expect(JsonToken.START_OBJECT, wanted);
            parser.nextToken();
            return readRecord(wanted);
        }
        if (wanted.isSealed() && wanted.isInterface()) {
            return readSealed(wanted);
        }
        return readScalar(wanted);
    }

    private Object readParameterized(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        if (raw == Optional.class) {
            return parser.currentToken() == JsonToken.VALUE_NULL
                    ? Optional.empty()
                    : Optional.of(read(type.getActualTypeArguments()[0]));
        }
        if (raw == List.class) {
            return readList(type.getActualTypeArguments()[0]);
        }
        if (raw == Set.class) {
            return Set.copyOf(readList(type.getActualTypeArguments()[0]));
        }
        if (raw == Map.class) {
            return readMap(type.getActualTypeArguments()[0], type.getActualTypeArguments()[1]);
        }
        throw problem("records may not hold a " + raw.getName());
    }

    private List<Object> readList(Type elementType) {
        expect(JsonToken.START_ARRAY, List.class);
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            place.add("[" + elements.size() + "]");
            elements.add(read(elementType));
            place.removeLast();
        }
        return List.copyOf(elements);
    }

    private Map<Object, Object> readMap(Type keyType, Type elementType) {
        expect(JsonToken.START_OBJECT, Map.class);
        Map<Object, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            place.add("." + name);
            parser.nextToken();
            Object key = keyType == String.class ? name : constant((Class<?>) keyType, name);
            map.put(key, read(elementType));
            place.removeLast();
        }
        return map;
    }

    private Object readSealed(Class<?> sealed) {
        expect(JsonToken.START_OBJECT, sealed);
        if (!"type".equals(parser.nextName()) || parser.nextToken() != JsonToken.VALUE_STRING) {
            throw problem("a " + sealed.getSimpleName() + " must begin with its \"type\"");
        }
        String name = parser.getString();
        Class<?> chosen = CASES.get(sealed).get(name);
        if (chosen != null) {
            parser.nextToken();
            return readRecord(chosen);
        }
        throw problem(
                "\""
                        + name
                        + "\" is no "
                        + sealed.getSimpleName()
                        + ", allowed: "
                        + Arrays.stream(sealed.getPermittedSubclasses())
                                .map(permitted -> Names.snake(permitted.getSimpleName()))
                                .collect(Collectors.joining(", ")));
    }

    /// Reads from the first field name, or the end, of an object.
    private Object readRecord(Class<?> type) {
        RecordComponent[] components = COMPONENTS.get(type);
        Map<String, Object> values = new HashMap<>();
        while (parser.currentToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            RecordComponent component = find(components, name);
            if (component == null) {
                parser.skipChildren();
            } else {
                place.add("." + name);
                values.put(name, read(component.getGenericType()));
                place.removeLast();
            }
            parser.nextToken();
        }
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = values.get(components[i].getName());
            if (arguments[i] == null) {
                if (types[i] != Optional.class) {
                    throw problem("lacks the field \"" + components[i].getName() + "\"");
                }
                arguments[i] = Optional.empty();
            }
        }
        return construct(type, types, arguments);
    }

    private Object construct(Class<?> type, Class<?>[] types, @Nullable Object[] arguments) {
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw problem(String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new JsonException("cannot build a " + type.getName(), e);
        }
    }

    private static @Nullable RecordComponent find(RecordComponent[] components, String name) {
        for (RecordComponent component : components) {
            if (component.getName().equals(name)) {
                return component;
            }
        }
        return null;
    }

    private Object readScalar(Class<?> type) {
        try {
            if (type == String.class) {
                expect(JsonToken.VALUE_STRING, type);
                return parser.getString();
            }
            if (type == int.class || type == Integer.class) {
                expect(JsonToken.VALUE_NUMBER_INT, type);
                return parser.getIntValue();
            }
            if (type == long.class || type == Long.class) {
                expect(JsonToken.VALUE_NUMBER_INT, type);
                return parser.getLongValue();
            }
            if (type == double.class || type == Double.class) {
                return parser.getDoubleValue();
            }
            if (type == boolean.class || type == Boolean.class) {
                return parser.getBooleanValue();
            }
            String text = parser.getString();
            if (type == Duration.class) {
                return Duration.parse(text);
            }
            if (type == Instant.class) {
                return Instant.parse(text);
            }
            if (type.isEnum()) {
                return constant(type, text);
            }
        } catch (DateTimeException e) {
            throw problem("is no " + type.getSimpleName() + " in ISO 8601: " + e.getMessage());
        }
        throw problem("records may not hold a " + type.getName());
    }

    private Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (RecordJson.enumName((Enum<?>) constant).equals(name)) {
                return constant;
            }
        }
        throw problem(
                "\""
                        + name
                        + "\" is no "
                        + type.getSimpleName()
                        + ", allowed: "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> RecordJson.enumName((Enum<?>) constant))
                                .collect(Collectors.joining(", ")));
    }

    private void expect(JsonToken token, Class<?> type) {
        if (parser.currentToken() != token) {
            throw problem(
                    "is "
                            + parser.currentToken()
                            + " where a "
                            + type.getSimpleName()
                            + " belongs");
        }
    }

    private JsonException problem(String message) {
        return new JsonException(
                (place.isEmpty() ? "" : String.join("", place).substring(1) + ": ") + message);
    }

    static Object valueOf(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            Object value = accessor.invoke(record);
            if (value == null) {
                throw new JsonException(
                        component.getName() + " of " + record.getClass().getName() + " is null");
            }
            return value;
        } catch (ReflectiveOperationException e) {
            throw new JsonException("cannot read " + component.getName(), e);
        }
    }
}
