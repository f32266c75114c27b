package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import dev.wiregauge.harness.testbed.AgentProgram;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Scheduler and kubelets in one: places pods, runs their commands as processes, reports on them.
///
/// A container has no file system of its own: paths of its mounts, and of the agent image, are
/// replaced by directories of this machine wherever they occur in a command.
final class Kubelet implements AutoCloseable {
    /// Where the agent image holds the agent.
    private static final String IMAGE_JAR = "/wiregauge/agent.jar";

    private final ObjectStore store;
    private final Misbehaviour faults;
    private final PodNetwork network;
    private final Path root;
    private final Map<ResourcePath, RunningPod> running = new ConcurrentHashMap<>();
    private final Set<ExecSession> sessions = ExecSession.registry();

    Kubelet(ObjectStore store, Misbehaviour faults, PodNetwork network, Path root) {
        this.store = store;
        this.faults = faults;
        this.network = network;
        this.root = root;
    }

    private record RunningPod(
            PodNetwork.Sandbox sandbox, Optional<Process> main, Map<String, Path> mounts) {}

    Set<ExecSession> sessions() {
        return sessions;
    }

    void start(ResourcePath path, ObjectNode pod) {
        Thread.startVirtualThread(() -> run(path, pod));
    }

    private void run(ResourcePath path, ObjectNode pod) {
        Optional<String> node = faults.neverSchedules() ? Optional.empty() : choose(pod);
        if (node.isEmpty()) {
            unschedulable(path);
            return;
        }
        store.change(path, now -> scheduled(now, node.get()));
        if (faults.neverPulls()) {
            notPulled(path, pod);
            return;
        }
        String address = nodeAddress(node.get());
        PodNetwork.Sandbox sandbox =
                network.attach(
                        path.name(),
                        node.get(),
                        address,
                        pod.at("/spec/hostNetwork").asBoolean(false),
                        pod.at("/metadata/annotations")
                                .path("cni.projectcalico.org/ipv4pools")
                                .asString(""));
        Map<String, Path> mounts = mounts(path, pod);
        List<String> command = strings(pod.at("/spec/containers/0/command"));
        Optional<Process> main =
                command.isEmpty() ? Optional.empty() : launch(sandbox, mounts, command);
        running.put(path, new RunningPod(sandbox, main, mounts));
        store.change(path, now -> running(now, sandbox.address(), address));
        if (store.get(path).isEmpty()) {
            stop(path);
        }
    }

    private Optional<Process> launch(
            PodNetwork.Sandbox sandbox, Map<String, Path> mounts, List<String> command) {
        try {
            return Optional.of(
                    new ProcessBuilder(translate(sandbox, mounts, command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command in a pod until it ends.
    ///
    /// @return false if the pod does not run
    boolean exec(ResourcePath path, List<String> command, WebSocketFrames socket, String protocol)
            throws IOException {
        RunningPod pod = running.get(path);
        if (pod == null) {
            return false;
        }
        ExecSession.run(
                socket, translate(pod.sandbox(), pod.mounts(), command), protocol, sessions);
        return true;
    }

    boolean isRunning(ResourcePath path) {
        return running.containsKey(path);
    }

    void stop(ResourcePath path) {
        RunningPod pod = running.remove(path);
        if (pod != null) {
            pod.main().ifPresent(Process::destroyForcibly);
            network.detach(pod.sandbox());
        }
    }

    @Override
    public void close() {
        sessions.forEach(ExecSession::kill);
        List.copyOf(running.keySet()).forEach(this::stop);
        network.close();
    }

    private static List<String> translate(
            PodNetwork.Sandbox sandbox, Map<String, Path> mounts, List<String> command) {
        List<String> translated = new ArrayList<>(sandbox.enter());
        for (String argument : command) {
            String text = argument;
            if (text.equals("java")) {
                text = AgentProgram.installed().java().toString();
            } else if (text.contains(IMAGE_JAR)) {
                text = text.replace(IMAGE_JAR, AgentProgram.installed().classPath());
            }
            for (Map.Entry<String, Path> mount : mounts.entrySet()) {
                if (!mount.getKey().equals("/tmp")) {
                    text = text.replace(mount.getKey() + "/", mount.getValue() + "/");
                }
            }
            translated.add(text);
        }
        return translated;
    }

    /// Lays out volumes: empty directories, and ConfigMaps one file per key.
    private Map<String, Path> mounts(ResourcePath path, ObjectNode pod) {
        Map<String, Path> mounts = new LinkedHashMap<>();
        try {
            for (JsonNode mount : pod.at("/spec/containers/0/volumeMounts")) {
                Path directory =
                        Files.createTempDirectory(
                                root, path.name() + "-" + mount.path("name").asString());
                mounts.put(mount.path("mountPath").asString(), directory);
                for (JsonNode volume : pod.at("/spec/volumes")) {
                    if (volume.path("name").asString().equals(mount.path("name").asString())) {
                        fill(path, volume, directory);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mounts;
    }

    private void fill(ResourcePath pod, JsonNode volume, Path directory) throws IOException {
        for (JsonNode source : volume.at("/projected/sources")) {
            String name = source.at("/configMap/name").asString();
            ObjectNode map =
                    store.get(new ResourcePath("v1", "configmaps", pod.namespace(), name, ""))
                            .orElseThrow(() -> new IOException("no ConfigMap " + name));
            for (Map.Entry<String, JsonNode> entry : map.withObject("binaryData").properties()) {
                Files.write(
                        directory.resolve(entry.getKey()),
                        Base64.getDecoder().decode(entry.getValue().asString()));
            }
        }
    }

    /// Honours the node affinity that DaemonSets use, else takes the first node.
    private Optional<String> choose(ObjectNode pod) {
        JsonNode wanted =
                pod.at(
                        "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                                + "/nodeSelectorTerms/0/matchFields/0/values/0");
        return store.list(new ResourcePath("v1", "nodes", "", "", "")).stream()
                .map(node -> node.at("/metadata/name").asString())
                .filter(name -> wanted.isMissingNode() || wanted.asString().equals(name))
                .findFirst();
    }

    private String nodeAddress(String node) {
        return store.get(new ResourcePath("v1", "nodes", "", node, ""))
                .orElseThrow()
                .at("/status/addresses/0/address")
                .asString();
    }

    private void unschedulable(ResourcePath path) {
        String message = "0/2 nodes are available: 2 Insufficient cpu.";
        store.change(
                path,
                pod -> {
                    pod.withObject("status").put("phase", "Pending");
                    pod.withObject("status")
                            .putArray("conditions")
                            .addObject()
                            .put("type", "PodScheduled")
                            .put("status", "False")
                            .put("reason", "Unschedulable")
                            .put("message", message);
                    return pod;
                });
        event(path, "FailedScheduling", message);
    }

    private void notPulled(ResourcePath path, ObjectNode pod) {
        String image = pod.at("/spec/containers/0/image").asString();
        String message = "failed to pull and unpack image \"" + image + "\": not found";
        store.change(
                path,
                now -> {
                    containerStatus(now, false)
                            .withObject("state")
                            .putObject("waiting")
                            .put("reason", "ErrImagePull")
                            .put("message", message);
                    return now;
                });
        event(path, "Failed", message);
    }

    void event(ResourcePath about, String reason, String message) {
        String name = about.name() + "." + Long.toHexString(store.revision());
        ObjectNode event =
                ObjectStore.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"type\":\"Warning\"}");
        event.withObject("metadata").put("name", name);
        event.put("reason", reason).put("message", message);
        event.withObject("involvedObject").put("kind", "Pod").put("name", about.name());
        store.create(new ResourcePath("v1", "events", about.namespace(), name, ""), event);
    }

    private static ObjectNode scheduled(ObjectNode pod, String node) {
        pod.withObject("spec").put("nodeName", node);
        ObjectNode status = pod.withObject("status");
        status.put("phase", "Pending");
        status.putArray("conditions").addObject().put("type", "PodScheduled").put("status", "True");
        return pod;
    }

    private static ObjectNode containerStatus(ObjectNode pod, boolean ready) {
        ArrayNode statuses = pod.withObject("status").putArray("containerStatuses");
        return statuses.addObject().put("name", "agent").put("ready", ready).put("restartCount", 0);
    }

    private static ObjectNode running(ObjectNode pod, String address, String nodeAddress) {
        ObjectNode status = pod.withObject("status");
        status.put("phase", "Running").put("podIP", address).put("hostIP", nodeAddress);
        status.putArray("podIPs").addObject().put("ip", address);
        ArrayNode conditions = status.putArray("conditions");
        conditions.addObject().put("type", "PodScheduled").put("status", "True");
        conditions.addObject().put("type", "Ready").put("status", "True");
        containerStatus(pod, true).withObject("state").putObject("running");
        return pod;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asString()));
        return strings;
    }
}
