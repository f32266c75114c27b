package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.util.List;
import java.util.Optional;

/// Gives pods an address and a place to run: the CNI plugin's part.
public interface PodNetwork extends AutoCloseable {
    /// @param pool name of the Calico pool that the pod's annotation asks for, or empty
    Sandbox attach(String pod, String node, String nodeAddress, boolean hostNetwork, String pool);

    void detach(Sandbox sandbox);

    /// Where the network translates a Service's address itself, which one that is.
    default Optional<String> serviceAddress(String service) {
        return Optional.empty();
    }

    /// Every Service that has a ClusterIP, anew whenever one of them or its endpoints changed:
    /// kube-proxy's part.
    default void services(List<Served> services) {}

    /// A Calico pool was made or changed: Felix's and BIRD's part.
    ///
    /// @param ipip `Never`, `Always` or `CrossSubnet`; likewise vxlan
    default void poolMode(String pool, String ipip, String vxlan) {}

    /// @param endpoints addresses of its pods that run
    record Served(String name, String address, int port, int targetPort, List<String> endpoints) {
        public Served {
            endpoints = List.copyOf(endpoints);
        }
    }

    @Override
    void close();

    /// @param enter what a command must be prefixed with to run inside
    record Sandbox(String pod, String address, List<String> enter) {
        public Sandbox {
            enter = List.copyOf(enter);
        }
    }
}
