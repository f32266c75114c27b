package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Moves the annotation `alive-until` on as long as this process lives, so that nobody's `clean`
/// takes a running run for a leftover.
final class AliveRenewal implements AutoCloseable {
    /// How far ahead the annotation points: two renewals may fail.
    static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Duration PERIOD = Duration.ofSeconds(100);

    private final KubernetesClient client;
    private final Clock clock;
    private final Thread renewing;

    /// @param marked objects that carry the annotation
    AliveRenewal(KubernetesClient client, Clock clock, List<? extends HasMetadata> marked) {
        this.client = client;
        this.clock = clock;
        List<? extends HasMetadata> objects = List.copyOf(marked);
        this.renewing = Thread.ofVirtual().name("alive-renewal").start(() -> renew(objects));
    }

    static Instant firstDeadline(Clock clock) {
        return clock.instant().plus(AHEAD);
    }

    private void renew(List<? extends HasMetadata> objects) {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                objects.forEach(this::renew);
            }
        } catch (InterruptedException e) {
            // the run is over
        }
    }

    private void renew(HasMetadata object) {
        String patch =
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                        .formatted(Marks.ALIVE_UNTIL, Marks.instant(firstDeadline(clock)));
        try {
            client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            // the next renewal tries again; the annotation reaches further than two periods
        }
    }

    @Override
    public void close() {
        renewing.interrupt();
    }
}
