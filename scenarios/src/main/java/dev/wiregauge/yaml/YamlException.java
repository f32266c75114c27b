package dev.wiregauge.yaml;

import java.util.List;
import java.util.stream.Collectors;

/// A file with at least one problem; the message has a line for each, as `file:line: what, what is
/// allowed`.
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    YamlException(String file, List<Problem> problems) {
        super(
                problems.stream()
                        .map(problem -> file + ":" + problem.line() + ": " + problem.message())
                        .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
