package dev.wiregauge.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Writes records as JSON and reads them back.
///
/// A record is an object of its components. A case of a sealed interface carries a `type` field,
/// its simple name in snake case. Enum constants are in kebab case, [Duration] and [Instant] in ISO
/// 8601, an empty [Optional] is left out. Fields that a record does not have are skipped when
/// reading, so that a newer writer can be read; a missing field that is not optional is refused by
/// name.
public final class RecordJson {
    /// Longest string accepted: one base64 chunk of a capture file is far below it.
    private static final int MAX_STRING_CHARS = 64 << 20;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MAX_STRING_CHARS)
                                    .maxNestingDepth(100)
                                    .build())
                    .build();

    private RecordJson() {}

    /// One line, without a line end.
    public static String write(Object value, Class<?> declaredType) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            writeValue(generator, value, declaredType);
        }
        return out.toString();
    }

    /// Many lines, for files that people open.
    public static String writePretty(Object value, Class<?> declaredType) {
        StringWriter out = new StringWriter();
        ObjectWriteContext context =
                new ObjectWriteContext.Base() {
                    @Override
                    public DefaultPrettyPrinter getPrettyPrinter() {
                        return new DefaultPrettyPrinter();
                    }

                    @Override
                    public boolean hasPrettyPrinter() {
                        return true;
                    }
                };
        try (JsonGenerator generator = FACTORY.createGenerator(context, out)) {
            writeValue(generator, value, declaredType);
        }
        return out.append('\n').toString();
    }

    /// @throws JsonException if the text is not JSON or does not fit the type
    public static <T> T read(String json, Class<T> type) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            T value = type.cast(new RecordReader(parser).read(type));
            if (parser.nextToken() != null) {
                throw new JsonException(
                        "more follows after the end of the " + type.getSimpleName());
            }
            return value;
        } catch (JacksonException e) {
            throw new JsonException(
                    "not JSON at line "
                            + e.getLocation().getLineNr()
                            + ", column "
                            + e.getLocation().getColumnNr()
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static void writeValue(JsonGenerator generator, Object value, Class<?> declaredType) {
        switch (value) {
            case Record record -> writeRecord(generator, record, declaredType);
            case String text -> generator.writeString(text);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> writeDouble(generator, number);
            case Boolean flag -> generator.writeBoolean(flag);
            case Enum<?> constant -> generator.writeString(enumName(constant));
            case Duration duration -> generator.writeString(duration.toString());
            case Instant instant -> generator.writeString(instant.toString());
            case Optional<?> optional -> {
                if (optional.isPresent()) {
                    writeValue(generator, optional.get(), elementType(optional.get()));
                } else {
                    generator.writeNull();
                }
            }
            case Collection<?> elements -> {
                generator.writeStartArray();
                for (Object element : elements) {
                    writeValue(generator, element, elementType(element));
                }
                generator.writeEndArray();
            }
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((key, element) -> {
                    generator.writeName(
                            key instanceof Enum<?> constant ? enumName(constant) : key.toString());
                    writeValue(generator, element, elementType(element));
                });
                generator.writeEndObject();
            }
            default ->
                    throw new JsonException(
                            "cannot write a " + value.getClass().getName() + " as JSON");
        }
    }

    /// Inside a collection the declared type is erased, so a case of a sealed type is told by its
    /// own parent.
    private static Class<?> elementType(Object element) {
        for (Class<?> parent : element.getClass().getInterfaces()) {
            if (parent.isSealed()) {
                return parent;
            }
        }
        return element.getClass();
    }

    private static void writeDouble(JsonGenerator generator, double number) {
        if (!Double.isFinite(number)) {
            throw new JsonException(
                    "cannot write " + number + " as JSON: it is not a finite number");
        }
        generator.writeNumber(number);
    }

    private static void writeRecord(JsonGenerator generator, Record record, Class<?> declaredType) {
        generator.writeStartObject();
        if (declaredType.isSealed()) {
            generator.writeStringProperty("type", Names.snake(record.getClass().getSimpleName()));
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = RecordReader.valueOf(component, record);
            if (value instanceof Optional<?> optional && optional.isEmpty()) {
                continue;
            }
            generator.writeName(component.getName());
            Class<?> type = component.getType();
            writeValue(generator, value, type.isSealed() ? type : elementType(value));
        }
        generator.writeEndObject();
    }

    static String enumName(Enum<?> constant) {
        return Names.kebab(constant.name());
    }
}
