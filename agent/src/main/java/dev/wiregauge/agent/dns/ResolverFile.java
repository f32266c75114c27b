package dev.wiregauge.agent.dns;

import dev.wiregauge.result.evidence.DnsEvidence.Resolver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads `/etc/resolv.conf` as glibc does (resolv.conf(5)).
public final class ResolverFile {
    /// More servers than these are never asked (MAXNS).
    private static final int MAX_SERVERS = 3;

    private static final int MAX_NDOTS = 15;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private ResolverFile() {}

    /// @throws IllegalStateException if it cannot be read, or names no server
    public static Resolver read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file + ": " + e.getMessage(), e);
        }
        Resolver resolver = of(lines);
        if (resolver.servers().isEmpty()) {
            throw new IllegalStateException(file + " names no server");
        }
        return resolver;
    }

    static Resolver of(List<String> lines) {
        List<String> servers = new ArrayList<>();
        List<String> search = new ArrayList<>();
        int ndots = 1;
        for (String line : lines) {
            List<String> words = List.of(BLANKS.split(line.strip()));
            List<String> values = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> servers.addAll(values.stream().limit(1).toList());
                case "search", "domain" -> {
                    // the last line of either kind counts
                    search.clear();
                    values.stream().map(ResolverFile::withoutFinalDot).forEach(search::add);
                }
                case "options" ->
                        ndots =
                                values.stream()
                                        .filter(value -> value.matches("ndots:\\d{1,4}"))
                                        .map(value -> Integer.valueOf(value.substring(6)))
                                        .reduce(ndots, (_, last) -> Math.min(last, MAX_NDOTS));
                default -> {}
            }
        }
        return new Resolver(servers.stream().limit(MAX_SERVERS).toList(), search, ndots);
    }

    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
