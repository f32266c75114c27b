package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Waits for the address that a cluster's load balancer gives to a Service. Where there is none, a
/// Service stays pending for ever, and nobody says so.
final class LoadBalancers {
    private final KubernetesClient client;

    LoadBalancers(KubernetesClient client) {
        this.client = client;
    }

    static boolean isWanted(Service service) {
        return "LoadBalancer".equals(service.getSpec().getType());
    }

    /// @throws EnvironmentException if it has no address in time
    String await(Service service, Duration deadline) {
        String name = service.getMetadata().getName();
        String namespace = service.getMetadata().getNamespace();
        long endNs = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<String> address =
                    address(client.services().inNamespace(namespace).withName(name).get());
            if (address.isPresent()) {
                return address.get();
            }
            if (System.nanoTime() > endNs) {
                throw new EnvironmentException(
                        "Service %s of type LoadBalancer is still pending after %d s: this cluster has no load balancer (such as MetalLB or a cloud's) or it gave no address; leave out path pod-loadbalancer, or allow more with --ready-within"
                                .formatted(name, deadline.toSeconds()));
            }
            Together.pause(Duration.ofMillis(500));
        }
    }

    private static Optional<String> address(Service service) {
        if (service == null
                || service.getStatus() == null
                || service.getStatus().getLoadBalancer() == null) {
            return Optional.empty();
        }
        List<LoadBalancerIngress> given =
                Objects.requireNonNullElse(
                        service.getStatus().getLoadBalancer().getIngress(), List.of());
        return given.stream()
                .flatMap(each ->
                        Optional.ofNullable(each.getIp())
                                .or(() -> resolved(each.getHostname()))
                                .stream())
                .findFirst();
    }

    /// Some clouds give a name, which the world's DNS knows minutes later.
    private static Optional<String> resolved(String hostname) {
        try {
            return Optional.of(InetAddress.getByName(hostname).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
