package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/// A client lists, then watches from the revision it was given; nothing in between may be lost.
@Timeout(20)
class ObjectStoreTest {
    private static final ResourcePath PODS = new ResourcePath("v1", "pods", "space", "", "");
    private static final ResourcePath POD = new ResourcePath("v1", "pods", "space", "client", "");

    private final ObjectStore store = new ObjectStore();

    @Test
    void aWatchFromARevisionBeginsWithWhatChangedSince() {
        store.create(POD, ObjectStore.parse("{}"));
        long listed = store.snapshot(PODS).revision();
        store.change(POD, pod -> pod.put("phase", "Running"));
        store.remove(POD);

        assertThat(types(store.watchAfter(PODS, listed))).containsExactly("MODIFIED", "DELETED");
    }

    @Test
    void aWatchFromTheNewestRevisionHearsOnlyOfWhatFollows() {
        store.create(POD, ObjectStore.parse("{}"));
        ObjectStore.Watcher watcher = store.watchAfter(PODS, store.revision());
        assertThat(types(watcher)).isEmpty();
        store.remove(POD);
        assertThat(types(watcher)).containsExactly("DELETED");
    }

    @Test
    void aWatchFromNothingBeginsWithWhatIsThere() {
        store.create(POD, ObjectStore.parse("{}"));
        assertThat(types(store.watchFromNothing(PODS))).containsExactly("ADDED");
    }

    private static List<String> types(ObjectStore.Watcher watcher) {
        return watcher.queue().stream().map(change -> change.orElseThrow().type()).toList();
    }
}
