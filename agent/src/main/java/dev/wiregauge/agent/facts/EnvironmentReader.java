package dev.wiregauge.agent.facts;

import dev.wiregauge.agent.linux.Architecture;
import dev.wiregauge.result.Environment;
import dev.wiregauge.result.evidence.AddressText;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What this machine is and how its network stack is set, as far as the agent may see it.
public final class EnvironmentReader {
    private static final String UNKNOWN = "unknown";

    /// Below /proc/sys/net, read as they are.
    private static final List<String> SYSCTLS =
            List.of(
                    "core/default_qdisc",
                    "core/netdev_max_backlog",
                    "core/rmem_default",
                    "core/rmem_max",
                    "core/somaxconn",
                    "core/wmem_default",
                    "core/wmem_max",
                    "ipv4/ip_forward",
                    "ipv4/ip_local_port_range",
                    "ipv4/ip_no_pmtu_disc",
                    "ipv4/tcp_available_congestion_control",
                    "ipv4/tcp_congestion_control",
                    "ipv4/tcp_mtu_probing",
                    "ipv4/tcp_rmem",
                    "ipv4/tcp_sack",
                    "ipv4/tcp_timestamps",
                    "ipv4/tcp_tw_reuse",
                    "ipv4/tcp_window_scaling",
                    "ipv4/tcp_wmem",
                    "ipv4/udp_rmem_min",
                    "ipv6/conf/all/disable_ipv6",
                    "netfilter/nf_conntrack_max");

    private final KernelFiles files;
    private final String node;

    /// @param root `/`, or a directory with copies of what is read
    public EnvironmentReader(Path root, String node) {
        files = new KernelFiles(root);
        this.node = node;
    }

    public Environment read() {
        String kernel = files.text("proc/sys/kernel/osrelease").orElse(UNKNOWN);
        return new Environment(
                kernel,
                Architecture.current().name(),
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                operatingSystem(),
                uplink().map(link -> List.of(nodeFacts(link, kernel))).orElse(List.of()),
                settings());
    }

    private String cpuModel() {
        // x86 names a model, arm64 only numbers of the implementer and the part
        return files.lines("proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(UNKNOWN);
    }

    private long memoryBytes() {
        return files.lines("proc/meminfo").stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0L);
    }

    private String operatingSystem() {
        return files.lines("etc/os-release").stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse(UNKNOWN);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (String name : SYSCTLS) {
            files.text("proc/sys/net/" + name)
                    .ifPresent(value ->
                            settings.put(
                                    "net." + name.replace('/', '.'),
                                    value.replaceAll("\\s+", " ")));
        }
        files.text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
                .ifPresent(governor -> settings.put("cpu.governor", governor));
        files.text("sys/devices/system/clocksource/clocksource0/current_clocksource")
                .ifPresent(source -> settings.put("cpu.clocksource", source));
        files.text("sys/kernel/mm/transparent_hugepage/enabled")
                .ifPresent(value -> settings.put("memory.transparent_hugepage", value));
        return settings;
    }

    /// The interface of the default route: by it packets leave for the underlay. A node without
    /// internet may have none; then the first that is joined to a subnet and is no bridge.
    private Optional<NetworkInterface> uplink() {
        return defaultRouteInterface()
                .or(this::firstInSubnet)
                .flatMap(name -> {
                    try {
                        return Optional.ofNullable(NetworkInterface.getByName(name));
                    } catch (SocketException _) {
                        return Optional.empty();
                    }
                });
    }

    private Optional<String> firstInSubnet() {
        return files.lines("proc/net/route").stream()
                .skip(1)
                .map(line -> line.split("\\s+", -1))
                .filter(f -> f[2].equals("00000000") && !f[7].equals("FFFFFFFF"))
                .map(f -> f[0])
                .filter(name -> !isBridge(name))
                .findFirst();
    }

    private boolean isBridge(String name) {
        return files.text("sys/class/net/" + name + "/bridge/bridge_id").isPresent();
    }

    private Optional<String> defaultRouteInterface() {
        // Iface Destination Gateway Flags RefCnt Use Metric Mask ...: net/ipv4/fib_trie.c
        Optional<String> four =
                files.lines("proc/net/route").stream()
                        .skip(1)
                        .map(line -> line.split("\\s+", -1))
                        .filter(f -> f[1].equals("00000000") && f[7].equals("00000000"))
                        .min(Comparator.comparingInt((String[] f) -> Integer.parseInt(f[6])))
                        .map(f -> f[0]);
        // destination, its prefix length, ..., device last: net/ipv6/route.c
        return four.or(() ->
                files.lines("proc/net/ipv6_route").stream()
                        .map(line -> line.split("\\s+", -1))
                        .filter(f -> f[0].matches("0+") && f[1].equals("00"))
                        .map(f -> f[f.length - 1])
                        .filter(device -> !device.equals("lo"))
                        .findFirst());
    }

    private Environment.NodeFacts nodeFacts(NetworkInterface link, String kernel) {
        int mtuBytes;
        try {
            mtuBytes = link.getMTU();
        } catch (SocketException _) {
            mtuBytes = 0;
        }
        String address =
                link.getInterfaceAddresses().stream()
                        .map(InterfaceAddress::getAddress)
                        .filter(a -> !a.isLinkLocalAddress())
                        .min(Comparator.comparingInt(a -> a.getAddress().length))
                        .map(AddressText::of)
                        .orElse("");
        return new Environment.NodeFacts(node, address, link.getName(), mtuBytes, kernel);
    }
}
