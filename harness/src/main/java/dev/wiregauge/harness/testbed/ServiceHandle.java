package dev.wiregauge.harness.testbed;

import java.util.List;
import java.util.Optional;

/// One Service, ready to be used.
///
/// @param address its ClusterIP, the address of its load balancer where it has one, or `None` as in
///   the API where it is headless
/// @param port the Service's port, which leads to the data port of each backend
/// @param backends names of the pod agents behind it
/// @param nodePort the port on every node, where it has one
public record ServiceHandle(
        String name, String address, int port, List<String> backends, Optional<Integer> nodePort) {
    public static final String HEADLESS = "None";

    public ServiceHandle {
        backends = List.copyOf(backends);
    }

    /// One without a port on the nodes.
    public ServiceHandle(String name, String address, int port, List<String> backends) {
        this(name, address, port, backends, Optional.empty());
    }
}
