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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Puts probes to agents and keeps a list of those that came to nothing. Used by many threads.
final class Inquiry {
    private final Duration deadline;

    private final Set<NotChecked> notChecked = Collections.synchronizedSet(new LinkedHashSet<>());

    /// Why an agent does not answer any more, by its name.
    private final Map<String, String> lost = new ConcurrentHashMap<>();

    /// @param deadline for one answer
    Inquiry(Duration deadline) {
        this.deadline = deadline;
    }

    /// @param what is noted as not checked if there is no answer
    <A extends ProbeAnswer> Optional<A> ask(
            AgentHandle agent, Probe probe, Class<A> answer, String what) {
        Optional<ProbeAnswer> given =
                ask(agent, new AgentCommand.RunProbe(probe), AgentEvent.Probed.class, what)
                        .map(AgentEvent.Probed::answer);
        given.filter(other -> !answer.isInstance(other))
                .ifPresent(other ->
                        note(
                                what,
                                agent.name()
                                        + " gave "
                                        + other.getClass().getSimpleName()
                                        + " for an answer"));
        return given.filter(answer::isInstance).map(answer::cast);
    }

    /// An agent that was lost once is not asked again: each further question would wait for its
    /// deadline, and a node that is half dead would hold up the diagnosis for minutes.
    <E extends AgentEvent> Optional<E> ask(
            AgentHandle agent, AgentCommand command, Class<E> answer, String what) {
        String earlier = lost.get(agent.name());
        if (earlier != null) {
            note(what, earlier);
            return Optional.empty();
        }
        try {
            return Optional.of(agent.ask(command, answer, deadline));
        } catch (AgentLostException e) {
            String why = String.valueOf(e.getMessage());
            lost.putIfAbsent(agent.name(), why);
            note(what, why);
            return Optional.empty();
        } catch (AgentRefusedException e) {
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
