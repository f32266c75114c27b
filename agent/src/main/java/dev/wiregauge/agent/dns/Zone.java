package dev.wiregauge.agent.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The names that the lab's DNS server knows, all of them IPv4.
///
/// Names are compared without regard to case (RFC 4343) and written without the final dot.
public final class Zone {
    private final Map<String, List<String>> addresses = new HashMap<>();
    private final Set<String> existing = new HashSet<>();

    /// Reads lines of a name and its addresses, parted by blanks.
    public static Zone of(List<String> lines) {
        Zone zone = new Zone();
        for (String line : lines) {
            String[] words = line.strip().split(" +", -1);
            if (words.length < 2) {
                throw new IllegalArgumentException(
                        "zone line is '" + line + "', allowed: NAME ADDRESS...");
            }
            String name = words[0].toLowerCase(Locale.ROOT);
            zone.addresses
                    .computeIfAbsent(name, unknown -> new ArrayList<>())
                    .addAll(List.of(words).subList(1, words.length));
            // a name exists if anything below it does (RFC 8020)
            for (String part = name; !part.isEmpty(); part = parent(part)) {
                zone.existing.add(part);
            }
        }
        return zone;
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /// Empty if the name has none.
    List<String> addresses(String name) {
        return addresses.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    boolean exists(String name) {
        return existing.contains(name.toLowerCase(Locale.ROOT));
    }
}
