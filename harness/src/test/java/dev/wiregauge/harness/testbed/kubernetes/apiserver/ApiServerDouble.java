package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import dev.wiregauge.harness.testbed.kubernetes.image.AgentImage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The double itself: listens on loopback, keeps objects, and lets its kubelet run pods.
public final class ApiServerDouble implements AutoCloseable {
    private volatile ServerSocket listener;
    private final ObjectStore store = new ObjectStore();
    private final Misbehaviour faults = new Misbehaviour();
    private final Kubelet kubelet;
    private final ApiRequests requests;
    private final Endpoints endpoints;
    private final PodNetwork network;
    private Optional<CalicoDouble> calico = Optional.empty();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

    /// @param root where volumes are laid out
    public ApiServerDouble(PodNetwork network, Path root) throws IOException {
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.kubelet = new Kubelet(store, faults, network, root);
        this.requests = new ApiRequests(store, faults, kubelet, network);
        this.endpoints = new Endpoints(store, network);
        this.network = network;
        listenOn(listener);
    }

    private void listenOn(ServerSocket socket) {
        Thread.ofVirtual().name("apiserver-double").start(() -> listen(socket));
    }

    /// As when the API server is stopped: every connection ends, new ones are refused. The pods run
    /// on.
    public void stopServing() throws IOException {
        listener.close();
        dropExecStreams();
        for (HttpConnection connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    /// On the same port as before.
    public void serveAgain() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        listener = again;
        listenOn(again);
    }

    /// The node's kubelet has gone silent: the control plane calls the node not ready and its pods
    /// too, and nothing passes the exec streams any more.
    public void loseNode(String name) {
        blackholeExecStreams();
        store.change(
                new ResourcePath("v1", "nodes", "", name, ""),
                now -> {
                    now.withObject("status")
                            .putArray("conditions")
                            .addObject()
                            .put("type", "Ready")
                            .put("status", "Unknown")
                            .put("reason", "NodeStatusUnknown")
                            .put("message", "Kubelet stopped posting node status.");
                    return now;
                });
    }

    public Misbehaviour faults() {
        return faults;
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /// A kubeconfig whose only context, `double`, leads here.
    public Path kubeconfig(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                current-context: double
                clusters:
                - name: double
                  cluster: {server: %s}
                users:
                - name: tester
                  user: {token: none-needed}
                contexts:
                - name: double
                  context: {cluster: double, user: tester}
                """
                        .formatted(url()));
    }

    /// A Linux node of this machine's architecture, ready and without taints.
    public void addNode(String name, String address) {
        add(
                "v1",
                "nodes",
                "",
                name,
                NODE.replace("NAME", name)
                        .replace("ADDRESS", address)
                        .replace("ARCHITECTURE", AgentImage.architecture()));
    }

    public void cordon(String node) {
        store.change(
                new ResourcePath("v1", "nodes", "", node, ""),
                now -> {
                    now.withObject("spec").put("unschedulable", true);
                    return now;
                });
    }

    public void setArchitecture(String node, String architecture) {
        store.change(
                new ResourcePath("v1", "nodes", "", node, ""),
                now -> {
                    now.withObject("status")
                            .withObject("nodeInfo")
                            .put("architecture", architecture);
                    return now;
                });
    }

    public void annotateNode(String name, String annotation, String value) {
        store.change(
                new ResourcePath("v1", "nodes", "", name, ""),
                now -> {
                    now.withObject("metadata").withObject("annotations").put(annotation, value);
                    return now;
                });
    }

    /// Of an object of the whole cluster.
    public void label(String apiVersion, String resource, String name, String label, String value) {
        store.change(
                new ResourcePath(apiVersion, resource, "", name, ""),
                now -> {
                    now.withObject("metadata").withObject("labels").put(label, value);
                    return now;
                });
    }

    /// Flannel as its manifest makes it, and kube-proxy's configuration.
    ///
    /// @param backend such as `vxlan`
    public void installFlannel(String backend) {
        add(
                "apps/v1",
                "daemonsets",
                "kube-flannel",
                "kube-flannel-ds",
                """
                {"apiVersion":"apps/v1","kind":"DaemonSet","spec":{"template":{"spec":{"containers":[
                  {"name":"kube-flannel","image":"ghcr.io/flannel-io/flannel:v0.26.1",
                   "command":["/opt/bin/flanneld"],"args":["--ip-masq","--kube-subnet-mgr"]}]}}}}
                """);
        add(
                "v1",
                "configmaps",
                "kube-flannel",
                "kube-flannel-cfg",
                """
                {"apiVersion":"v1","kind":"ConfigMap","data":{"net-conf.json":
                  "{\\"Network\\":\\"10.244.0.0/16\\",\\"Backend\\":{\\"Type\\":\\"%s\\"}}"}}
                """
                        .formatted(backend));
        add(
                "v1",
                "configmaps",
                "kube-system",
                "kube-proxy",
                """
                {"apiVersion":"v1","kind":"ConfigMap","data":{"config.conf":
                  "clusterCIDR: 10.244.0.0/16\\nmode: iptables\\n"}}
                """);
    }

    /// Puts an object there as if somebody had created it.
    public void add(
            String apiVersion, String resource, String namespace, String name, String json) {
        ObjectNode object = ObjectStore.parse(json);
        object.withObject("metadata").put("name", name);
        store.create(new ResourcePath(apiVersion, resource, namespace, name, ""), object);
    }

    /// Names of the objects of one kind, `namespace/name` for those that have one.
    public List<String> names(String apiVersion, String resource) {
        return store.list(new ResourcePath(apiVersion, resource, "", "", "")).stream()
                .map(object ->
                        object.at("/metadata/namespace").asString("")
                                + "/"
                                + object.at("/metadata/name").asString())
                .map(name -> name.startsWith("/") ? name.substring(1) : name)
                .toList();
    }

    public String json(String apiVersion, String resource, String namespace, String name) {
        return store.get(new ResourcePath(apiVersion, resource, namespace, name, ""))
                .orElseThrow()
                .toPrettyString();
    }

    /// Everything that was ever created, such as `namespaces/x` or `ns/pods/a`, in order.
    public List<String> everCreated() {
        return store.created().stream()
                .map(path ->
                        (path.namespace().isEmpty() ? "" : path.namespace() + "/")
                                + path.resource()
                                + "/"
                                + path.name())
                .toList();
    }

    /// Without it a Service of type LoadBalancer stays pending.
    public void provideLoadBalancers() {
        endpoints.provideLoadBalancers();
    }

    /// Calico with one pool; its rules hold from now on.
    public void installCalico(CalicoInstall install) {
        installCalico(install, "Always", "Never");
    }

    /// @param ipip of its one pool: `Never`, `Always` or `CrossSubnet`; likewise vxlan
    public void installCalico(CalicoInstall install, String ipip, String vxlan) {
        CalicoDouble installed = new CalicoDouble(store, install, network);
        requests.calico(installed);
        calico = Optional.of(installed);
        add(
                "apps/v1",
                "daemonsets",
                "kube-system",
                "calico-node",
                """
                {"apiVersion":"apps/v1","kind":"DaemonSet","spec":{"template":{"spec":{
                  "containers":[{"name":"calico-node","image":"docker.io/calico/node:v3.30.0"}]}}}}
                """);
        add(
                "apiextensions.k8s.io/v1",
                "customresourcedefinitions",
                "",
                install.crdName(),
                install.crd());
        add(
                install.poolApi(),
                "ippools",
                "",
                "default-ipv4-ippool",
                """
                {"apiVersion":"%s","kind":"IPPool",
                 "spec":{"cidr":"10.244.0.0/16","ipipMode":"%s","vxlanMode":"%s"}}
                """
                        .formatted(install.poolApi(), ipip, vxlan));
    }

    /// What was done to Calico's pools and their pods, in order.
    public List<String> calicoOrder() {
        return calico.orElseThrow().order();
    }

    public void expireWatches() {
        store.expireWatches();
    }

    /// All exec streams are reset, as when the API server restarts.
    public void dropExecStreams() {
        kubelet.sessions().forEach(ExecSession::drop);
    }

    /// All exec streams pass nothing any more, and nobody is told.
    public void blackholeExecStreams() {
        kubelet.sessions().forEach(ExecSession::mute);
    }

    public int execStreams() {
        return kubelet.sessions().size();
    }

    public void evict(String namespace, String pod) {
        ResourcePath path = new ResourcePath("v1", "pods", namespace, pod, "");
        kubelet.event(path, "Evicted", "The node was low on resource: memory.");
        kubelet.sessions().forEach(ExecSession::kill);
        store.change(
                path,
                now -> {
                    now.withObject("status").put("phase", "Failed").put("reason", "Evicted");
                    now.withObject("status")
                            .put("message", "The node was low on resource: memory.");
                    return now;
                });
    }

    @Override
    public void close() throws IOException {
        listener.close();
        kubelet.close();
        for (HttpConnection connection : connections) {
            connection.close();
        }
    }

    private void listen(ServerSocket on) {
        while (!on.isClosed()) {
            Socket socket;
            try {
                socket = on.accept();
            } catch (IOException e) {
                return;
            }
            Thread.startVirtualThread(() -> serve(socket));
        }
    }

    private void serve(Socket socket) {
        try (HttpConnection connection = new HttpConnection(socket)) {
            connections.add(connection);
            for (HttpConnection.@Nullable Request request = connection.next();
                    request != null;
                    request = connection.next()) {
                if (!requests.serve(connection, request)) {
                    return;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // the client is gone
        }
    }

    private static final String NODE =
            """
            {"apiVersion":"v1","kind":"Node",
             "metadata":{"name":"NAME","labels":{"kubernetes.io/hostname":"NAME",
               "kubernetes.io/os":"linux"}},
             "spec":{},
             "status":{"addresses":[{"type":"InternalIP","address":"ADDRESS"}],
               "nodeInfo":{"architecture":"ARCHITECTURE","operatingSystem":"linux","kernelVersion":"6.1.0",
                 "osImage":"Debian 12","containerRuntimeVersion":"containerd://1.6.20",
                 "kubeletVersion":"v1.32.13"},
               "conditions":[{"type":"Ready","status":"True"}]}}
            """;
}
