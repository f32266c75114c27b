package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a pod's status says about why it does not run. Pure.
final class PodAccount {
    /// Waiting reasons that no waiting cures.
    private static final Set<String> HOPELESS =
            Set.of(
                    "ImagePullBackOff",
                    "ErrImageNeverPull",
                    "InvalidImageName",
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError",
                    "CrashLoopBackOff");

    private PodAccount() {}

    static boolean isRunning(Pod pod) {
        return "Running".equals(phase(pod))
                && statuses(pod).stream().anyMatch(ContainerStatus::getReady)
                && !Objects.requireNonNullElse(pod.getStatus().getPodIP(), "").isEmpty();
    }

    /// Why this pod will never run; empty while there is hope.
    static Optional<String> hopeless(Pod pod) {
        if ("Failed".equals(phase(pod)) || "Succeeded".equals(phase(pod))) {
            return Optional.of(ended(pod));
        }
        return statuses(pod).stream()
                .map(status -> waiting(status.getState()))
                .flatMap(Optional::stream)
                .filter(waiting -> HOPELESS.contains(waiting.reason()))
                .map(waiting -> waiting.reason() + ": " + waiting.message() + advice(waiting, pod))
                .findFirst();
    }

    /// Where it is stuck, as far as status and events tell, in a line without its name: pods that
    /// are stuck alike give the same line.
    ///
    /// @param events about this pod, oldest first
    static String describe(Pod pod, List<Event> events) {
        String stuck =
                hopeless(pod)
                        .or(() -> waiting(pod))
                        .or(() -> unscheduled(pod))
                        .orElse("phase " + phase(pod));
        if (events.isEmpty()) {
            return stuck;
        }
        String message = Objects.requireNonNullElse(events.getLast().getMessage(), "");
        String last = "last event: " + events.getLast().getReason() + ", " + message;
        if (last.contains(stuck)) {
            return last;
        }
        return message.isEmpty() || stuck.contains(message) ? stuck : stuck + "; " + last;
    }

    /// What admission changed between what was sent and what was stored; empty if nothing that
    /// matters to a measurement.
    static List<String> changedByAdmission(Pod sent, Pod stored) {
        List<String> changes = new ArrayList<>();
        String name = sent.getMetadata().getName();
        Container ours = sent.getSpec().getContainers().getFirst();
        for (Container container : stored.getSpec().getContainers()) {
            if (!container.getName().equals(ours.getName())) {
                changes.add("pod " + name + " got a container " + container.getName());
                continue;
            }
            if (!Objects.equals(container.getImage(), ours.getImage())) {
                changes.add("pod " + name + " got the image " + container.getImage());
            }
            if (limitsCpu(container)) {
                changes.add(
                        "pod %s got a CPU limit of %s (a LimitRange?): throttling ruins percentiles"
                                .formatted(name, container.getResources().getLimits().get("cpu")));
            }
        }
        return changes;
    }

    static boolean limitsCpu(Pod pod) {
        return pod.getSpec().getContainers().stream().anyMatch(PodAccount::limitsCpu);
    }

    private static boolean limitsCpu(Container container) {
        return container.getResources() != null
                && container.getResources().getLimits() != null
                && container.getResources().getLimits().containsKey("cpu");
    }

    private record Waiting(String reason, String message) {}

    private static String advice(Waiting waiting, Pod pod) {
        String image = pod.getSpec().getContainers().getFirst().getImage();
        if (waiting.reason().contains("Image")) {
            return " (image %s: build and load it with wiregauge cluster image, or name any image with a Java 25 runtime with --image)"
                    .formatted(image);
        }
        return waiting.reason().equals("RunContainerError")
                ? " (image " + image + " must have java, version 25, on its PATH)"
                : "";
    }

    private static String ended(Pod pod) {
        String reason = Objects.requireNonNullElse(pod.getStatus().getReason(), "");
        String message = Objects.requireNonNullElse(pod.getStatus().getMessage(), "");
        String codes =
                statuses(pod).stream()
                        .map(ContainerStatus::getState)
                        .filter(state -> state != null && state.getTerminated() != null)
                        .map(state ->
                                "exit code "
                                        + state.getTerminated().getExitCode()
                                        + " "
                                        + Objects.requireNonNullElse(
                                                state.getTerminated().getMessage(), ""))
                        .findFirst()
                        .orElse("");
        return ("ended (" + phase(pod) + ") " + reason + " " + message + " " + codes).strip();
    }

    private static Optional<String> waiting(Pod pod) {
        return statuses(pod).stream()
                .map(status -> waiting(status.getState()))
                .flatMap(Optional::stream)
                .map(waiting ->
                        (waiting.reason() + " " + waiting.message()).strip() + advice(waiting, pod))
                .findFirst();
    }

    private static Optional<Waiting> waiting(ContainerState state) {
        return state == null || state.getWaiting() == null
                ? Optional.empty()
                : Optional.of(
                        new Waiting(
                                Objects.requireNonNullElse(
                                        state.getWaiting().getReason(), "waiting"),
                                Objects.requireNonNullElse(state.getWaiting().getMessage(), "")));
    }

    private static Optional<String> unscheduled(Pod pod) {
        return Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of())
                .stream()
                .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
                .map(c -> "not scheduled: " + c.getMessage())
                .findFirst();
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
                ? List.of()
                : pod.getStatus().getContainerStatuses();
    }
}
