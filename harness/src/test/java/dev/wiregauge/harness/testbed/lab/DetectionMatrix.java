package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.ExpectedFinding.Outcome;
import dev.wiregauge.result.Finding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Fault by fault, whether a diagnosis names it: the table between two marks of docs/faults.md.
public final class DetectionMatrix {
    private static final Path DOCUMENT = Path.of("../docs/faults.md");
    private static final String BEGIN = "<!-- detection matrix: written by DetectionMatrixIT -->";
    private static final String END = "<!-- end of the detection matrix -->";
    private static final String HEAD =
            """
            | fault in the lab | id | diagnosis | what it says |
            |---|---|---|---|
            """;

    private final List<Row> rows;

    private DetectionMatrix(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /// @param says place and direction of each finding
    record Row(String fault, String id, Outcome outcome, String says) {
        static Row of(ExpectedFinding expected, List<Finding> findings) {
            return new Row(
                    expected.fault(),
                    expected.id(),
                    expected.of(findings),
                    ExpectedFinding.words(findings));
        }

        String line() {
            return "| %s | %s | %s | %s |".formatted(fault, id, outcome.words(), says);
        }

        /// What must be the same in every run; the order of ways within a place need not.
        String verdict() {
            return id + " " + outcome.words();
        }
    }

    /// In the order of the catalogue.
    static DetectionMatrix of(Map<String, Row> rows) {
        return new DetectionMatrix(
                LabFaults.all().stream()
                        .map(LabFaults.Summary::id)
                        .filter(rows::containsKey)
                        .map(rows::get)
                        .toList());
    }

    List<Row> notNamed() {
        return rows.stream().filter(row -> row.outcome() != Outcome.NAMED).toList();
    }

    Map<String, String> verdicts() {
        return rows.stream()
                .collect(Collectors.toMap(Row::fault, Row::verdict, (a, b) -> a, TreeMap::new));
    }

    /// Id and outcome by fault, as the document has them.
    public static Map<String, String> committedVerdicts() {
        Map<String, String> verdicts = new TreeMap<>();
        committedLines()
                .forEach((fault, line) -> {
                    String[] cells = cells(line);
                    verdicts.put(fault, cells[2] + " " + cells[3]);
                });
        return verdicts;
    }

    private static Map<String, String> committedLines() {
        return committed()
                .lines()
                .skip(2)
                .collect(Collectors.toMap(line -> cells(line)[1], line -> line));
    }

    private static String[] cells(String line) {
        return line.split("\\s*\\|\\s*", -1);
    }

    private static String committed() {
        String text = document();
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)).strip();
    }

    private static String document() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Replaces the rows of these faults, and those of faults that are no more.
    void write() {
        Map<String, String> lines = committedLines();
        rows.forEach(row -> lines.put(row.fault(), row.line()));
        String table =
                LabFaults.all().stream()
                        .map(fault -> lines.getOrDefault(fault.id(), ""))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n", HEAD, "\n"));
        String text = document();
        String changed =
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                        + "\n\n"
                        + table
                        + "\n"
                        + text.substring(text.indexOf(END));
        try {
            Files.writeString(DOCUMENT, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
