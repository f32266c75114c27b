package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.capture.CaptureException;
import dev.wiregauge.agent.capture.CaptureReader;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.result.Inspection;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Answers what capture files show: each one by itself, and each one against the first.
public final class Inspector {
    /// Flows kept of all files together: they take some 100 MiB, which fits a heap of 256.
    static final int MAX_FLOWS = 200_000;

    private static final int MAX_FILES = 8;

    /// Rewrites and MSS changes listed; beyond them nobody reads on.
    private static final int MAX_LISTED = 100;

    private record Named(String name, FlowTable flows) {}

    /// @throws CaptureException if a file cannot be opened; what is wrong inside of one is part of
    ///   the answer
    public AgentEvent.Inspected inspect(AgentCommand.Inspect command) {
        if (command.files().isEmpty() || command.files().size() > MAX_FILES) {
            throw new CaptureException(
                    "files holds " + command.files().size() + " names, allowed: 1 to " + MAX_FILES);
        }
        List<Inspection.Capture> captures = new ArrayList<>();
        List<Named> tables = new ArrayList<>();
        for (AgentCommand.CaptureFile file : command.files()) {
            CaptureInspector inspector = new CaptureInspector(MAX_FLOWS / command.files().size());
            captures.add(read(file, inspector));
            tables.add(new Named(file.shownAs(), inspector.flows()));
        }
        List<Inspection.Rewrite> rewrites = new ArrayList<>();
        List<Inspection.MssChange> mssChanges = new ArrayList<>();
        Named first = tables.getFirst();
        for (Named other : tables.subList(1, tables.size())) {
            RewriteFinder finder =
                    new RewriteFinder(first.name(), first.flows(), other.name(), other.flows());
            rewrites.addAll(finder.rewrites());
            mssChanges.addAll(finder.mssChanges());
        }
        return new AgentEvent.Inspected(
                new Inspection(
                        Inspection.SCHEMA_VERSION,
                        captures,
                        rewrites.stream().limit(MAX_LISTED).toList(),
                        mssChanges.stream().limit(MAX_LISTED).toList()));
    }

    private static Inspection.Capture read(
            AgentCommand.CaptureFile file, CaptureInspector inspector) {
        Path path = Path.of(file.path());
        if (Files.isDirectory(path)) {
            throw new CaptureException(file.shownAs() + ": is a directory, not a capture");
        }
        try (CaptureReader reader = CaptureReader.open(path)) {
            return inspector.inspect(file.shownAs(), reader);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new CaptureException(file.shownAs() + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new CaptureException(file.shownAs() + ": not allowed to read it", e);
        } catch (IOException e) {
            throw new CaptureException(file.shownAs() + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
