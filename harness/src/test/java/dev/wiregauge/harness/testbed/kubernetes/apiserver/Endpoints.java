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

    private synchronized void update() {
        List<PodNetwork.Served> now = new ArrayList<>();
        for (ObjectNode service : store.list(new ResourcePath("v1", "services", "", "", ""))) {
            String address = service.at("/spec/clusterIP").asString("");
            if (!address.isEmpty() && !address.equals("None")) {
                now.add(served(service, address));
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
