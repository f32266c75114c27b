package dev.wiregauge.json;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The two spellings that names of code have outside of it.
public final class Names {
    private Names() {}

    /// `POD_SERVICE` becomes `pod-service`: how an enum constant is written in JSON and YAML.
    public static String kebab(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// `TcpStream` becomes `tcp_stream`: how a case of a sealed type is written in JSON and YAML.
    public static String snake(String typeName) {
        return typeName.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    public static <E> Optional<E> find(E[] values, Function<E, String> id, String wanted) {
        for (E value : values) {
            if (id.apply(value).equals(wanted)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
