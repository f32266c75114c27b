package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.HttpConnection.Request;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What the double answers to each request.
final class ApiRequests {
    private final ObjectStore store;
    private final Misbehaviour faults;
    private final Kubelet kubelet;
    private final Admission admission;
    private Optional<CalicoInstall> calico = Optional.empty();

    ApiRequests(ObjectStore store, Misbehaviour faults, Kubelet kubelet, PodNetwork network) {
        this.store = store;
        this.faults = faults;
        this.kubelet = kubelet;
        this.admission = new Admission(store, faults, network);
    }

    void calico(CalicoDouble installed) {
        admission.calico(installed);
        calico = Optional.of(installed.install());
    }

    /// @return false if the connection cannot carry another request
    boolean serve(HttpConnection connection, Request request) throws IOException {
        pause();
        if (faults.unauthorized()) {
            connection.answer(401, status(401, "Unauthorized", "Unauthorized"));
            return true;
        }
        if (request.path().equals("/version")) {
            connection.answer(
                    200, "{\"major\":\"1\",\"minor\":\"32\",\"gitVersion\":\"v1.32.13\"}");
            return true;
        }
        ResourcePath path = ResourcePath.of(request.path());
        if (path.resource().isEmpty()) {
            connection.answer(200, discovery(path));
            return true;
        }
        String verb = verb(request, path);
        String resource =
                path.resource() + (path.subresource().isEmpty() ? "" : "/" + path.subresource());
        if (faults.isForbidden(verb, resource)) {
            connection.answer(403, forbidden(verb, resource, path));
            return true;
        }
        int failure = faults.takeFailure(path.subresource().equals("exec") ? "exec" : verb);
        if (failure != 0) {
            connection.answer(failure, status(failure, "Requested", "the double was told to fail"));
            return true;
        }
        return switch (verb) {
            case "watch" -> watch(connection, request, path);
            case "list" -> answered(connection, 200, list(request, path));
            case "create" -> create(connection, request, path);
            case "update", "patch" -> change(connection, request, path);
            case "delete" -> delete(connection, path);
            default ->
                    path.subresource().equals("exec")
                            ? exec(connection, request, path)
                            : get(connection, path);
        };
    }

    private void pause() {
        try {
            Thread.sleep(faults.delay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String verb(Request request, ResourcePath path) {
        return switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default ->
                    request.query("watch").equals("true")
                            ? "watch"
                            : path.name().isEmpty() ? "list" : "get";
        };
    }

    private boolean get(HttpConnection connection, ResourcePath path) throws IOException {
        Optional<ObjectNode> found = store.get(path.named(path.name()));
        return found.isPresent()
                ? answered(connection, 200, found.get().toString())
                : answered(
                        connection,
                        404,
                        status(
                                404,
                                "NotFound",
                                path.resource() + " \"" + path.name() + "\" not found"));
    }

    private String list(Request request, ResourcePath path) {
        ObjectNode list = ObjectStore.parse("{\"kind\":\"List\",\"apiVersion\":\"v1\"}");
        list.put("apiVersion", path.apiVersion());
        ObjectStore.Snapshot found = store.snapshot(path);
        list.withObject("metadata").put("resourceVersion", Long.toString(found.revision()));
        ArrayNode items = list.putArray("items");
        found.objects().stream().filter(object -> selected(request, object)).forEach(items::add);
        return list.toString();
    }

    private static boolean selected(Request request, ObjectNode object) {
        boolean labels =
                Arrays.stream(request.query("labelSelector").split(",", -1))
                        .filter(term -> !term.isEmpty())
                        .allMatch(term -> hasLabel(object, term));
        boolean fields =
                Arrays.stream(request.query("fieldSelector").split(",", -1))
                        .filter(term -> term.startsWith("metadata.name="))
                        .allMatch(term ->
                                term.endsWith("=" + object.at("/metadata/name").asString()));
        return labels && fields;
    }

    private static boolean hasLabel(ObjectNode object, String term) {
        int equals = term.indexOf('=');
        String name = equals < 0 ? term : term.substring(0, equals);
        JsonNode label = object.path("metadata").path("labels").path(name);
        return equals < 0
                ? !label.isMissingNode()
                : label.asString("").equals(term.substring(equals + 1));
    }

    private boolean create(HttpConnection connection, Request request, ResourcePath path)
            throws IOException {
        ObjectNode object = ObjectStore.parse(request.body());
        if (path.resource().equals("selfsubjectaccessreviews")) {
            return answered(connection, 201, review(object));
        }
        Optional<String> invalid =
                admission.invalid(path, object, request.query("fieldValidation").equals("Strict"));
        if (invalid.isPresent()) {
            return answered(connection, 422, status(422, "Invalid", invalid.get()));
        }
        Optional<String> refusal = admission.refuse(path, object);
        if (refusal.isPresent()) {
            return answered(connection, 403, status(403, "Forbidden", refusal.get()));
        }
        admission.complete(path, object);
        ResourcePath place = path.named(object.at("/metadata/name").asString());
        if (request.query("dryRun").equals("All")) {
            return answered(connection, 201, object.toString());
        }
        if (!store.create(place, object)) {
            return answered(
                    connection,
                    409,
                    status(409, "AlreadyExists", place.name() + " already exists"));
        }
        if (path.resource().equals("pods")) {
            kubelet.start(place, object);
        }
        return answered(connection, 201, store.get(place).orElse(object).toString());
    }

    private String review(ObjectNode review) {
        JsonNode asked = review.at("/spec/resourceAttributes");
        String sub = asked.path("subresource").asString("");
        String resource = asked.path("resource").asString() + (sub.isEmpty() ? "" : "/" + sub);
        review.withObject("status")
                .put("allowed", !faults.isForbidden(asked.path("verb").asString(), resource));
        return review.toString();
    }

    private boolean change(HttpConnection connection, Request request, ResourcePath path)
            throws IOException {
        String body = request.body();
        Optional<ObjectNode> changed =
                store.change(
                        path.named(path.name()),
                        now ->
                                request.method().equals("PUT")
                                        ? ObjectStore.parse(body)
                                        : MergePatch.apply(now, ObjectStore.JSON.readTree(body)));
        return changed.isPresent()
                ? answered(connection, 200, changed.get().toString())
                : answered(connection, 404, status(404, "NotFound", path.name() + " not found"));
    }

    private boolean delete(HttpConnection connection, ResourcePath path) throws IOException {
        Optional<ObjectNode> removed = store.remove(path.named(path.name()));
        if (removed.isEmpty()) {
            return answered(connection, 404, status(404, "NotFound", path.name() + " not found"));
        }
        switch (path.resource()) {
            case "pods" -> kubelet.stop(path.named(path.name()));
            case "namespaces" -> empty(path.name());
            default -> {}
        }
        return answered(connection, 200, removed.get().toString());
    }

    private void empty(String namespace) {
        for (ResourcePath path : List.copyOf(store.created())) {
            if (path.namespace().equals(namespace) && store.remove(path).isPresent()) {
                kubelet.stop(path);
            }
        }
    }

    private boolean exec(HttpConnection connection, Request request, ResourcePath path)
            throws IOException {
        ResourcePath pod = path.named(path.name());
        String protocol = request.headers().getOrDefault("sec-websocket-protocol", "");
        if (faults.onlyV4() && protocol.startsWith("v5")) {
            return answered(connection, 403, "");
        }
        if (!kubelet.isRunning(pod)) {
            return answered(connection, 404, status(404, "NotFound", "pods not found"));
        }
        WebSocketFrames socket = connection.upgrade(request, protocol);
        if (faults.idlePatience().isPresent()) {
            connection.resetWhenIdle(faults.idlePatience().get());
        }
        kubelet.exec(pod, request.query().getOrDefault("command", List.of()), socket, protocol);
        return false;
    }

    private boolean watch(HttpConnection connection, Request request, ResourcePath path)
            throws IOException {
        String version = request.query("resourceVersion");
        ObjectStore.Watcher watcher =
                version.isEmpty() || version.equals("0")
                        ? store.watchFromNothing(path)
                        : store.watchAfter(path, Long.parseLong(version));
        try {
            if (request.isUpgrade()) {
                WebSocketFrames socket = connection.upgrade(request, "");
                follow(watcher, request, socket::text);
                socket.close(1000);
            } else {
                connection.startChunks();
                follow(watcher, request, line -> connection.chunk(line + "\n"));
                connection.chunk("");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            store.unwatch(watcher);
        }
        return false;
    }

    /// Passes changes on for at most a minute, as a server's own timeout would.
    private static void follow(ObjectStore.Watcher watcher, Request request, Line out)
            throws IOException, InterruptedException {
        while (true) {
            Optional<ObjectStore.Change> next = watcher.queue().poll(60, TimeUnit.SECONDS);
            if (next == null) {
                return;
            }
            if (next.isEmpty()) {
                out.write(
                        "{\"type\":\"ERROR\",\"object\":"
                                + status(410, "Expired", "too old resource version")
                                + "}");
                return;
            }
            if (selected(request, next.get().object())) {
                out.write(
                        "{\"type\":\"%s\",\"object\":%s}"
                                .formatted(next.get().type(), next.get().object()));
            }
        }
    }

    private interface Line {
        void write(String line) throws IOException;
    }

    private String discovery(ResourcePath path) {
        ObjectNode list = ObjectStore.parse("{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\"}");
        list.put("groupVersion", path.apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (Map.Entry<String, String> kind : kinds(path.apiVersion()).entrySet()) {
            resources
                    .addObject()
                    .put("name", kind.getKey())
                    .put("kind", kind.getValue())
                    .put("singularName", "");
        }
        return list.toString();
    }

    private Map<String, String> kinds(String apiVersion) {
        return calico.map(install -> install.kinds(apiVersion)).orElse(Map.of());
    }

    private static boolean answered(HttpConnection connection, int status, String json)
            throws IOException {
        connection.answer(status, json);
        return true;
    }

    private static String forbidden(String verb, String resource, ResourcePath path) {
        return status(
                403,
                "Forbidden",
                "%s is forbidden: User \"tester\" cannot %s resource \"%s\" in API group \"%s\""
                        .formatted(path.resource(), verb, resource, path.group()));
    }

    static String status(int code, String reason, String message) {
        ObjectNode status =
                ObjectStore.parse(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\"}");
        return status.put("code", code).put("reason", reason).put("message", message).toString();
    }
}
