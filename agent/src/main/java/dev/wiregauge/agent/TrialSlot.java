package dev.wiregauge.agent;

import dev.wiregauge.agent.traffic.Cookie;
import dev.wiregauge.agent.traffic.Lifeline;
import dev.wiregauge.agent.traffic.StopSignal;
import dev.wiregauge.agent.traffic.TrialRequest;
import dev.wiregauge.agent.traffic.TrialResult;
import dev.wiregauge.agent.traffic.TrialRunner;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;

import java.util.Optional;
import java.util.function.Consumer;

/// At most one trial at a time, on a thread of its own so that the agent can be spoken to
/// meanwhile.
final class TrialSlot {
    private final TrialRunner runner;
    private final Lifeline lifeline;
    private Optional<StopSignal> running = Optional.empty();

    TrialSlot(TrialRunner runner, Lifeline lifeline) {
        this.runner = runner;
        this.lifeline = lifeline;
    }

    /// @param answer called once, by the trial's thread
    /// @throws IllegalArgumentException if the command is not one that can be run
    /// @throws IllegalStateException if a trial is running
    void start(AgentCommand.RunTrial command, Consumer<AgentEvent> answer) {
        TrialRequest request =
                new TrialRequest(
                        Cookie.parse(command.cookie()),
                        TrialRequest.server(command.host(), command.port()),
                        command.workload(),
                        command.timing(),
                        command.congestionControl(),
                        command.cpu(),
                        command.sockets(),
                        command.maxBitsPerSecond());
        StopSignal stop = occupy();
        lifeline.extend(command.timing().warmup().plus(command.timing().duration()));
        Thread.ofPlatform()
                .daemon()
                .name("trial")
                .start(() -> {
                    AgentEvent event = Answers.of(() -> run(request, stop));
                    free();
                    answer.accept(event);
                });
    }

    private AgentEvent run(TrialRequest request, StopSignal stop) {
        TrialResult result = runner.run(request, stop);
        return new AgentEvent.TrialDone(
                result.measurement(), result.encodedHistogram(), result.encodedMoreHistograms());
    }

    void stop(String why) {
        Optional<StopSignal> signal;
        synchronized (this) {
            signal = running;
        }
        signal.ifPresent(s -> s.stop(why));
    }

    private synchronized StopSignal occupy() {
        if (running.isPresent()) {
            throw new IllegalStateException("another trial is running");
        }
        StopSignal stop = new StopSignal();
        running = Optional.of(stop);
        return stop;
    }

    private synchronized void free() {
        running = Optional.empty();
    }
}
