package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.PodExec.PodName;

import io.fabric8.kubernetes.api.model.Pod;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Starts the agent in a pod that runs, and waits for its hello.
final class AgentStarter {
    /// The agent ends itself after this much silence; heartbeats come every second.
    private static final String DEAD_MAN_SECONDS = "15";

    private static final Duration HELLO_DEADLINE = Duration.ofSeconds(60);
    private static final Duration COPY_DEADLINE = Duration.ofSeconds(60);

    private final PodExec exec;
    private final AgentDelivery delivery;
    private final AgentProgram program;

    AgentStarter(PodExec exec, AgentDelivery delivery, AgentProgram program) {
        this.exec = exec;
        this.delivery = delivery;
        this.program = program;
    }

    /// @param podGone why the pod does not run any more, if so
    /// @throws EnvironmentException if the agent cannot be started there
    AgentSession start(Pod pod, String agent, String node, Supplier<Optional<String>> podGone) {
        return new AgentSession(() -> open(pod, agent, node, podGone), podGone);
    }

    private AgentSession.Link open(
            Pod pod, String agent, String node, Supplier<Optional<String>> podGone) {
        PodName name = new PodName(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        try {
            if (delivery instanceof AgentDelivery.ByExec) {
                copy(name);
            }
            AgentProgram inPod = new AgentProgram(Path.of("java"), delivery.classPath());
            List<String> command =
                    inPod.agent(agent, node, List.of("--dead-man", DEAD_MAN_SECONDS));
            ExecTransport transport =
                    new ExecTransport(exec.open(name, AgentObjects.CONTAINER, command));
            AgentConnection connection =
                    new AgentConnection(agent, node, pod.getStatus().getPodIP(), transport);
            connection.awaitHello(HELLO_DEADLINE);
            return new AgentSession.Link(connection, new Heartbeat(connection, transport));
        } catch (ExecRefusedException e) {
            throw new EnvironmentException(
                    e.getMessage() + podGone.get().map(why -> "; the pod " + why).orElse(""), e);
        } catch (AgentLostException e) {
            throw new EnvironmentException(
                    "the agent in pod %s did not start: %s%s"
                            .formatted(
                                    name,
                                    e.getMessage(),
                                    podGone.get().map(why -> "; the pod " + why).orElse("")),
                    e);
        }
    }

    /// The count that comes back is the proof that every byte arrived.
    private void copy(PodName pod) {
        Path jar = program.jar();
        String target = AgentDelivery.COPIED_JAR;
        List<String> command = List.of("sh", "-c", "cat > " + target + " && wc -c < " + target);
        try (ExecStream stream = exec.open(pod, AgentObjects.CONTAINER, command);
                InputStream from = Files.newInputStream(jar);
                OutputStream to = stream.stdin()) {
            from.transferTo(to);
            stream.closeStdin();
            ExecOutcome outcome = stream.outcome().get(COPY_DEADLINE.toSeconds(), TimeUnit.SECONDS);
            String count =
                    new String(stream.stdout().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!outcome.equals(new ExecOutcome.Exited(0))
                    || !count.equals(Long.toString(Files.size(jar)))) {
                throw new EnvironmentException(
                        "the agent could not be copied into pod %s (%s, %s of %d bytes) %s; without a shell in the image use --agent-delivery configmap"
                                .formatted(pod, outcome, count, Files.size(jar), stream.stderr()));
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new EnvironmentException(
                    "the agent could not be copied into pod %s: %s".formatted(pod, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while the agent was copied", e);
        }
    }
}
