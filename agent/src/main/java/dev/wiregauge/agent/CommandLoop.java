package dev.wiregauge.agent;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.json.JsonException;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Reads commands, one a line, and sees to it that each is answered by one event.
///
/// The reading thread does nothing that can take long, so that Stop and the end of the input are
/// seen at once: commands run on a second thread, one after the other, and a trial on a third.
final class CommandLoop {
    /// Why the loop ended.
    enum End {
        QUIT,
        END_OF_INPUT,
        LINE_TOO_LONG
    }

    private final CommandReader reader;
    private final EventWriter writer;
    private final Commands commands;
    private final TrialSlot trials;
    private final DeadMan deadMan;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("commands").factory());

    CommandLoop(
            CommandReader reader,
            EventWriter writer,
            Commands commands,
            TrialSlot trials,
            DeadMan deadMan) {
        this.reader = reader;
        this.writer = writer;
        this.commands = commands;
        this.trials = trials;
        this.deadMan = deadMan;
    }

    /// Returns when the agent is to end.
    End run() {
        try {
            while (true) {
                Optional<String> line = reader.read();
                if (line.isEmpty()) {
                    return End.END_OF_INPUT;
                }
                deadMan.heard();
                if (!take(line.get())) {
                    return End.QUIT;
                }
            }
        } catch (CommandReader.LineTooLongException e) {
            System.err.println("ending: " + e.getMessage());
            return End.LINE_TOO_LONG;
        } catch (IOException e) {
            System.err.println("ending: standard input broke: " + e.getMessage());
            return End.END_OF_INPUT;
        }
    }

    /// @return false where this line was the last
    private boolean take(String line) {
        ControlCodec.CommandLine decoded;
        try {
            decoded = ControlCodec.decodeCommand(line);
        } catch (JsonException e) {
            writer.write(0, new AgentEvent.Failed("not a command: " + e.getMessage()));
            return true;
        }
        long id = decoded.id();
        switch (decoded.command()) {
            case AgentCommand.Ping _ -> writer.write(id, new AgentEvent.Pong());
            case AgentCommand.Stop _ -> {
                trials.stop("the trial was stopped");
                writer.write(id, new AgentEvent.Pong());
            }
            case AgentCommand.Quit _ -> {
                trials.stop("the agent was told to quit");
                writer.write(id, new AgentEvent.Bye());
                return false;
            }
            case AgentCommand.RunTrial trial ->
                    worker.execute(() -> {
                        try {
                            trials.start(trial, event -> writer.write(id, event));
                        } catch (RuntimeException e) {
                            writer.write(
                                    id,
                                    Answers.of(() -> {
                                        throw e;
                                    }));
                        }
                    });
            case AgentCommand.Serve _,
                    AgentCommand.StartCapture _,
                    AgentCommand.StopCapture _,
                    AgentCommand.TimeTags _,
                    AgentCommand.FetchCapture _,
                    AgentCommand.SendTags _,
                    AgentCommand.CollectTags _,
                    AgentCommand.ServeProbes _,
                    AgentCommand.RunProbe _,
                    AgentCommand.Inspect _,
                    AgentCommand.ReadCpu _,
                    AgentCommand.ReadFacts _ ->
                    worker.execute(() ->
                            writer.write(id, Answers.of(() -> commands.answer(decoded.command()))));
        }
        return true;
    }
}
