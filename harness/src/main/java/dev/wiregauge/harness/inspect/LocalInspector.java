package dev.wiregauge.harness.inspect;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.ProcessTransport;
import dev.wiregauge.result.Inspection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Has capture files read by an agent on this machine.
///
/// The agent opens the files itself: packets never cross the control stream. Standard input reaches
/// it as the descriptor of this process.
public final class LocalInspector {
    private static final Duration START = Duration.ofSeconds(20);

    /// Well below the agent's dead-man timer, so that a capture of any length can be read.
    private static final Duration SPEAK = Duration.ofSeconds(10);

    private final AgentProgram program;
    private final long ownPid;

    public LocalInspector(AgentProgram program, long ownPid) {
        this.program = program;
        this.ownPid = ownPid;
    }

    /// @throws AgentRefusedException if a file cannot be opened; the message names it
    public Inspection inspect(List<String> files) {
        AgentCommand.Inspect command =
                new AgentCommand.Inspect(files.stream().map(this::captureFile).toList());
        ProcessTransport transport = ProcessTransport.start(program.inspector());
        try (AgentConnection agent = new AgentConnection("inspector", "local", "", transport)) {
            agent.awaitHello(START);
            return await(agent, agent.send(command));
        }
    }

    private AgentCommand.CaptureFile captureFile(String name) {
        if (name.equals("-") || name.equals("/dev/stdin")) {
            return new AgentCommand.CaptureFile("/proc/" + ownPid + "/fd/0", "standard input");
        }
        // what a shell's <(command) gives: a descriptor of this process, not of the agent's
        for (String own : List.of("/dev/fd/", "/proc/self/fd/")) {
            if (name.startsWith(own)) {
                String descriptor = name.substring(own.length());
                return new AgentCommand.CaptureFile("/proc/" + ownPid + "/fd/" + descriptor, name);
            }
        }
        return new AgentCommand.CaptureFile(name, name);
    }

    /// Waits as long as the agent lives: a pipe may bring packets for hours.
    private static Inspection await(AgentConnection agent, CompletableFuture<AgentEvent> answer) {
        while (true) {
            try {
                return switch (answer.get(SPEAK.toMillis(), TimeUnit.MILLISECONDS)) {
                    case AgentEvent.Inspected inspected -> inspected.inspection();
                    case AgentEvent.Failed failed ->
                            throw new AgentRefusedException(failed.reason());
                    case AgentEvent other ->
                            throw new AgentLostException("the inspecting agent answered " + other);
                };
            } catch (TimeoutException _) {
                agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, SPEAK);
            } catch (ExecutionException e) {
                throw new AgentLostException("the inspecting agent is gone: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentLostException("interrupted while a capture was read");
            }
        }
    }
}
