package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The endpoints controller and kube-proxy's watch in one: tells the network what each Service
/// leads to.
final class Endpoints {
    private final ObjectStore store;
    private final PodNetwork network;
    private List<PodNetwork.Served> last = List.of();
    private volatile boolean provides;
    private int lastGiven;

    Endpoints(ObjectStore store, PodNetwork network) {
        this.store = store;
        this.network = network;
        store.listen(change -> {
            String resource = change.path().resource();
            if (resource.equals("services") || resource.equals("pods")) {
                update();
            }
        });
    }

    /// From now on each Service of type LoadBalancer gets an address, as a cloud's controller or
    /// MetalLB would give it.
    void provideLoadBalancers() {
        provides = true;
    }

    private void give(ObjectNode service) {
        ResourcePath path =
                new ResourcePath(
                        "v1",
                        "services",
                        service.at("/metadata/namespace").asString(""),
                        service.at("/metadata/name").asString(),
                        "");
        String address = "198.19.254." + ++lastGiven;
        store.change(
                path,
                now -> {
                    now.withObject("status")
                            .withObject("loadBalancer")
                            .putArray("ingress")
                            .addObject()
                            .put("ip", address);
                    return now;
                });
    }

    private boolean pending(ObjectNode service) {
        return provides
                && service.at("/spec/type").asString("").equals("LoadBalancer")
                && service.at("/status/loadBalancer/ingress/0/ip").isMissingNode();
    }

    private synchronized void update() {
        for (ObjectNode service : store.list(new ResourcePath("v1", "services", "", "", ""))) {
            if (pending(service)) {
                give(service); // which is a change, so this has run anew when it returns
                return;
            }
        }
        List<PodNetwork.Served> now = new ArrayList<>();
        for (ObjectNode service : store.list(new ResourcePath("v1", "services", "", "", ""))) {
            String address = service.at("/spec/clusterIP").asString("");
            if (!address.isEmpty() && !address.equals("None")) {
                now.add(served(service, address));
            }
            String outside = service.at("/status/loadBalancer/ingress/0/ip").asString("");
            if (!outside.isEmpty()) {
                now.add(served(service, outside));
            }
        }
        if (!now.equals(last)) {
            last = List.copyOf(now);
            network.services(last);
        }
    }

    private PodNetwork.Served served(ObjectNode service, String address) {
        JsonNode port = service.at("/spec/ports/0");
        String namespace = service.at("/metadata/namespace").asString("");
        List<String> endpoints =
                store.list(new ResourcePath("v1", "pods", namespace, "", "")).stream()
                        .filter(pod -> selects(service.at("/spec/selector"), pod))
                        .filter(pod -> pod.at("/status/phase").asString("").equals("Running"))
                        .map(pod -> pod.at("/status/podIP").asString(""))
                        .toList();
        return new PodNetwork.Served(
                service.at("/metadata/name").asString(),
                address,
                port.path("port").asInt(),
                port.path("targetPort").asInt(),
                endpoints);
    }

    private static boolean selects(JsonNode selector, ObjectNode pod) {
        JsonNode labels = pod.at("/metadata/labels");
        for (Map.Entry<String, JsonNode> term : selector.properties()) {
            if (!labels.path(term.getKey()).equals(term.getValue())) {
                return false;
            }
        }
        return true;
    }
}
