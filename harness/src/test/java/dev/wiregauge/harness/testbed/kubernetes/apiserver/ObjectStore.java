package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The objects of the double, with revisions and watchers; etcd's part.
final class ObjectStore {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<ResourcePath, ObjectNode> objects = new LinkedHashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final List<ResourcePath> created = new ArrayList<>();
    private final List<Change> history = new ArrayList<>();
    private long revision = 100;

    /// @param type `ADDED`, `MODIFIED` or `DELETED`
    /// @param revision of the store once it was made
    record Change(String type, ResourcePath path, ObjectNode object, long revision) {}

    /// What a collection held at one revision: a watch from there on misses nothing.
    record Snapshot(List<ObjectNode> objects, long revision) {}

    /// One open watch; an empty change tells it to end with 410 Gone.
    record Watcher(ResourcePath collection, BlockingQueue<Optional<Change>> queue) {}

    synchronized Optional<ObjectNode> get(ResourcePath path) {
        return Optional.ofNullable(objects.get(path)).map(ObjectNode::deepCopy);
    }

    synchronized List<ObjectNode> list(ResourcePath collection) {
        return snapshot(collection).objects();
    }

    synchronized Snapshot snapshot(ResourcePath collection) {
        return new Snapshot(
                objects.entrySet().stream()
                        .filter(entry -> collection.contains(entry.getKey()))
                        .map(entry -> entry.getValue().deepCopy())
                        .toList(),
                revision);
    }

    synchronized long revision() {
        return revision;
    }

    /// Every path that was ever created, in order.
    synchronized List<ResourcePath> created() {
        return List.copyOf(created);
    }

    /// @return false if there is one already
    synchronized boolean create(ResourcePath path, ObjectNode object) {
        if (objects.containsKey(path)) {
            return false;
        }
        ObjectNode metadata = object.withObject("metadata");
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", "2026-11-23T00:00:00Z");
        if (!path.namespace().isEmpty()) {
            metadata.put("namespace", path.namespace());
        }
        created.add(path);
        put("ADDED", path, object);
        return true;
    }

    synchronized Optional<ObjectNode> change(ResourcePath path, UnaryOperator<ObjectNode> edit) {
        ObjectNode before = objects.get(path);
        if (before == null) {
            return Optional.empty();
        }
        ObjectNode after = edit.apply(before.deepCopy());
        put("MODIFIED", path, after);
        return Optional.of(after.deepCopy());
    }

    synchronized Optional<ObjectNode> remove(ResourcePath path) {
        ObjectNode removed = objects.remove(path);
        if (removed != null) {
            revision++;
            removed.withObject("metadata").put("resourceVersion", Long.toString(revision));
            tell("DELETED", path, removed);
        }
        return Optional.ofNullable(removed);
    }

    /// A watch of all that changes after a revision, what has changed since then first.
    synchronized Watcher watchAfter(ResourcePath collection, long since) {
        Watcher watcher = new Watcher(collection, new LinkedBlockingQueue<>());
        history.stream()
                .filter(change -> change.revision() > since)
                .filter(change -> collection.contains(change.path()))
                .forEach(change -> watcher.queue().add(Optional.of(change)));
        watchers.add(watcher);
        return watcher;
    }

    /// A watch that begins with what is there, as additions.
    synchronized Watcher watchFromNothing(ResourcePath collection) {
        Watcher watcher = new Watcher(collection, new LinkedBlockingQueue<>());
        objects.forEach((path, object) -> {
            if (collection.contains(path)) {
                Change there = new Change("ADDED", path, object.deepCopy(), revision);
                watcher.queue().add(Optional.of(there));
            }
        });
        watchers.add(watcher);
        return watcher;
    }

    void unwatch(Watcher watcher) {
        watchers.remove(watcher);
    }

    int expireWatches() {
        watchers.forEach(watcher -> watcher.queue().add(Optional.empty()));
        return watchers.size();
    }

    /// Hears of every change, on the thread that makes it.
    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    static ObjectNode parse(String json) {
        JsonNode tree = JSON.readTree(json);
        return (ObjectNode) tree;
    }

    private void put(String type, ResourcePath path, ObjectNode object) {
        revision++;
        object.withObject("metadata").put("resourceVersion", Long.toString(revision));
        objects.put(path, object);
        tell(type, path, object);
    }

    private void tell(String type, ResourcePath path, ObjectNode object) {
        Change change = new Change(type, path, object.deepCopy(), revision);
        history.add(change);
        for (Watcher watcher : watchers) {
            if (watcher.collection().contains(path)) {
                watcher.queue().add(Optional.of(change));
            }
        }
        listeners.forEach(listener -> listener.accept(change));
    }
}
