package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The pods of a run in one namespace, as they change.
///
/// One watch for all; fabric8's informer lists again where a watch has expired (410) or was cut.
final class PodWatch implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final SharedIndexInformer<Pod> informer;
    private final Semaphore changed = new Semaphore(0);

    PodWatch(KubernetesClient client, String namespace, String run) {
        this.client = client;
        this.namespace = namespace;
        this.informer =
                client.pods().inNamespace(namespace).withLabel(Marks.RUN, run).inform(new Waker());
    }

    /// Waits until all of these run.
    ///
    /// @return them by name
    /// @throws EnvironmentException with an account of every pod that does not, at once where no
    ///   waiting helps
    Map<String, Pod> awaitRunning(Set<String> names, Duration deadline) {
        long endNs = System.nanoTime() + deadline.toNanos();
        while (true) {
            Map<String, Pod> running = running(names);
            if (running.size() == names.size()) {
                return running;
            }
            List<Pod> pods = informer.getStore().list();
            boolean hopeless =
                    pods.stream()
                            .filter(pod -> names.contains(pod.getMetadata().getName()))
                            .anyMatch(pod -> PodAccount.hopeless(pod).isPresent());
            long leftNs = endNs - System.nanoTime();
            if (hopeless || leftNs <= 0) {
                throw new EnvironmentException(account(names, pods, deadline, hopeless));
            }
            sleep(Math.min(leftNs, TimeUnit.SECONDS.toNanos(1)));
        }
    }

    /// Why a pod that ran does so no more; empty if it still runs.
    Optional<String> gone(String name) {
        return informer.getStore().list().stream()
                .filter(pod -> pod.getMetadata().getName().equals(name))
                .findFirst()
                .map(PodAccount::hopeless)
                .orElse(Optional.of("was deleted"));
    }

    @Override
    public void close() {
        informer.close();
    }

    private Map<String, Pod> running(Set<String> names) {
        Map<String, Pod> running = new TreeMap<>();
        for (Pod pod : informer.getStore().list()) {
            if (names.contains(pod.getMetadata().getName()) && PodAccount.isRunning(pod)) {
                running.put(pod.getMetadata().getName(), pod);
            }
        }
        return running;
    }

    private String account(Set<String> names, List<Pod> pods, Duration deadline, boolean hopeless) {
        Map<String, List<String>> stuck = new LinkedHashMap<>();
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            if (names.contains(name) && !PodAccount.isRunning(pod)) {
                stuck.computeIfAbsent(
                                PodAccount.describe(pod, events(pod)), any -> new ArrayList<>())
                        .add(name);
            }
        }
        List<String> lines = new ArrayList<>();
        stuck.forEach((where, alike) ->
                lines.add(String.join(", ", alike.stream().sorted().toList()) + ": " + where));
        return "%d of %d agent pods do not run%s: %s"
                .formatted(
                        stuck.values().stream().mapToInt(List::size).sum(),
                        names.size(),
                        hopeless ? "" : " after " + Math.ceilDiv(deadline.toMillis(), 1000L) + " s",
                        String.join("; ", lines));
    }

    private List<Event> events(Pod pod) {
        try {
            return client
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("involvedObject.name", pod.getMetadata().getName())
                    .list()
                    .getItems()
                    .stream()
                    .filter(event ->
                            pod.getMetadata().getName().equals(event.getInvolvedObject().getName()))
                    .toList();
        } catch (KubernetesClientException e) {
            return List.of(); // events are a help, not a condition
        }
    }

    private void sleep(long ns) {
        try {
            boolean _ = changed.tryAcquire(ns, TimeUnit.NANOSECONDS);
            changed.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while the pods started", e);
        }
    }

    private final class Waker implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            changed.release();
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            changed.release();
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            changed.release();
        }
    }
}
