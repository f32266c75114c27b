package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// Guards that only one run of a cluster has temporary pools: two would enable and disable the same
/// encapsulations under each other.
final class PoolLease {
    static final String NAMESPACE = "kube-system";
    static final String NAME = "wiregauge-pools";

    /// Longer than a run may live, because nobody renews it.
    private final Duration length;

    private final ClusterConnection cluster;
    private final Clock clock;

    PoolLease(ClusterConnection cluster, Clock clock, Duration length) {
        this.cluster = cluster;
        this.clock = clock;
        this.length = length;
    }

    Lease object(String run) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(NAMESPACE)
                .withLabels(Marks.labels(run))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(run)
                .withLeaseDurationSeconds(Math.toIntExact(length.toSeconds()))
                .withAcquireTime(now())
                .withRenewTime(now())
                .endSpec()
                .build();
    }

    /// @throws EnvironmentException if another run holds it, naming that run
    void take(String run) {
        try {
            cluster.client().resource(object(run)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw new ClusterErrors(cluster).explain("take the lease " + NAME, e);
            }
            takeOver(run);
        }
    }

    private void takeOver(String run) {
        Lease held = cluster.client().leases().inNamespace(NAMESPACE).withName(NAME).get();
        if (held == null) {
            throw new EnvironmentException("the lease " + NAME + " came and went: try again");
        }
        String holder = String.valueOf(held.getSpec().getHolderIdentity());
        ZonedDateTime end =
                held.getSpec().getRenewTime().plusSeconds(held.getSpec().getLeaseDurationSeconds());
        if (!holder.equals(run) && now().isBefore(end)) {
            throw new EnvironmentException(
                    "run %s has temporary pools in this cluster until %s at most; wait for it, or remove it with wiregauge clean --testbed kubernetes"
                            .formatted(holder, end));
        }
        Lease ours = object(run);
        // the version makes the update fail if somebody else was faster
        ours.getMetadata().setResourceVersion(held.getMetadata().getResourceVersion());
        try {
            cluster.client().resource(ours).update();
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("take over the lease " + NAME, e);
        }
    }

    private ZonedDateTime now() {
        return ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
