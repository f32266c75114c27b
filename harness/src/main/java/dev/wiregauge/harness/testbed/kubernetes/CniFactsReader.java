package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Reads what [CniDetection] needs; what may not be read is noted, not fatal.
final class CniFactsReader {
    private static final List<String> CONFIGS =
            List.of(
                    "kube-system/kube-proxy",
                    "kube-system/kubeadm-config",
                    "kube-system/calico-config",
                    "kube-flannel/kube-flannel-cfg",
                    "kube-system/kube-flannel-cfg",
                    "kube-system/canal-config",
                    "kube-system/cilium-config");

    private final KubernetesClient client;
    private final List<String> unreadable = new ArrayList<>();

    CniFactsReader(KubernetesClient client) {
        this.client = client;
    }

    /// @param nodes as read already; the annotations of the first are kept
    CniFacts read(List<ClusterNode> nodes) {
        Map<String, String> daemonSets = new HashMap<>();
        List<Runnable> reads = new ArrayList<>();
        Map<String, Map<String, String>> configs = new HashMap<>();
        List<String> flannelArguments = new ArrayList<>();
        orElse(
                        "DaemonSets",
                        List.of(),
                        () -> client.apps().daemonSets().inAnyNamespace().list().getItems())
                .forEach(set -> {
                    Container first =
                            set.getSpec().getTemplate().getSpec().getContainers().getFirst();
                    daemonSets.put(set.getMetadata().getName(), first.getImage());
                    if (set.getMetadata().getName().startsWith("kube-flannel")) {
                        flannelArguments.addAll(first.getCommand());
                        flannelArguments.addAll(first.getArgs());
                    }
                });
        for (String name : CONFIGS) {
            reads.add(() -> readConfig(name, configs));
        }
        reads.forEach(Runnable::run);
        boolean calico = daemonSets.containsKey("calico-node");
        return new CniFacts(
                daemonSets,
                flannelArguments,
                nodes.isEmpty() ? Map.of() : nodes.getFirst().annotations(),
                configs,
                calico ? pools() : List.of(),
                calico && operator(),
                calico ? felix() : Map.of(),
                unreadable);
    }

    private void readConfig(String name, Map<String, Map<String, String>> into) {
        int slash = name.indexOf('/');
        List<ConfigMap> found =
                orElse(
                        "ConfigMap " + name,
                        List.of(),
                        () -> {
                            ConfigMap map =
                                    client.configMaps()
                                            .inNamespace(name.substring(0, slash))
                                            .withName(name.substring(slash + 1))
                                            .get();
                            return map == null ? List.of() : List.of(map);
                        });
        for (ConfigMap map : found) {
            if (map.getData() != null) {
                into.put(name, Map.copyOf(map.getData()));
            }
        }
    }

    private List<CniFacts.IpPool> pools() {
        return orElse("IPPools", List.of(), () -> Calico.pools(client)).stream()
                .map(Calico::describe)
                .toList();
    }

    private boolean operator() {
        ResourceDefinitionContext installation =
                new ResourceDefinitionContext.Builder()
                        .withGroup("operator.tigera.io")
                        .withVersion("v1")
                        .withKind("Installation")
                        .withPlural("installations")
                        .withNamespaced(false)
                        .build();
        return !orElse(
                        "Installation",
                        List.of(),
                        () ->
                                client.supports("operator.tigera.io/v1", "Installation")
                                        ? client.genericKubernetesResources(installation)
                                                .list()
                                                .getItems()
                                        : List.of())
                .isEmpty();
    }

    private Map<String, Object> felix() {
        List<GenericKubernetesResource> found =
                orElse("FelixConfiguration", List.of(), () -> Calico.felix(client));
        return found.isEmpty() ? Map.of() : Calico.spec(found.getFirst());
    }

    private <T> List<T> orElse(String what, List<T> otherwise, Supplier<List<T>> read) {
        try {
            return read.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                unreadable.add(what + " (403)");
            }
            return otherwise;
        }
    }
}
