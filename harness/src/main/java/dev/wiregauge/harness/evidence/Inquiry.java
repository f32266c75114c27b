package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.result.evidence.Evidence.NotChecked;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts probes to agents and keeps a list of those that came to nothing. Used by many threads.
final class Inquiry {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Set<NotChecked> notChecked = Collections.synchronizedSet(new LinkedHashSet<>());

    /// @param what is noted as not checked if there is no answer
    <A extends ProbeAnswer> Optional<A> ask(
            AgentHandle agent, Probe probe, Class<A> answer, String what) {
        return ask(agent, new AgentCommand.RunProbe(probe), AgentEvent.Probed.class, what)
                .map(AgentEvent.Probed::answer)
                .filter(answer::isInstance)
                .map(answer::cast);
    }

    <E extends AgentEvent> Optional<E> ask(
            AgentHandle agent, AgentCommand command, Class<E> answer, String what) {
        try {
            return Optional.of(agent.ask(command, answer, DEADLINE));
        } catch (AgentLostException | AgentRefusedException e) {
            note(what, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    void note(String what, String why) {
        notChecked.add(new NotChecked(what, why));
    }

    List<NotChecked> notChecked() {
        return new ArrayList<>(notChecked);
    }
}
