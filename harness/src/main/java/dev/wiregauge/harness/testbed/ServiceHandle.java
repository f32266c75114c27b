package dev.wiregauge.harness.testbed;

import java.util.List;

/// One Service, ready to be used.
///
/// @param address its ClusterIP
/// @param port the Service's port, which leads to the data port of each backend
/// @param backends names of the pod agents behind it
public record ServiceHandle(String name, String address, int port, List<String> backends) {
    public ServiceHandle {
        backends = List.copyOf(backends);
    }
}
