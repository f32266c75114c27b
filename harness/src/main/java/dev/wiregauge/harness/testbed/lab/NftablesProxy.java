package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.ServiceModel.Endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Services as kube-proxy's nftables mode writes them.
///
/// Names of tables, chains, maps and the mark are kube-proxy's (KEP-3866), so that what is learnt
/// here can be read on a real node.
record NftablesProxy() implements KubeProxy {
    /// kube-proxy's default for `sessionAffinity: ClientIP`.
    private static final int AFFINITY_SECONDS = 10_800;

    @Override
    public Command install(LabTopology topology, Node node, List<ServiceModel> services) {
        return Command.nft(node.namespace(), tables(topology, node, services, ""));
    }

    @Override
    public Command replace(LabTopology topology, Node node, List<ServiceModel> services) {
        return Command.nft(
                node.namespace(), tables(topology, node, services, "delete table ip kube-proxy\n"));
    }

    /// One for each family that pods have.
    private static String tables(
            LabTopology topology, Node node, List<ServiceModel> services, String before) {
        return topology.podFamilies().stream()
                .map(family -> family.inNft(before + table(topology, family, node, services)))
                .collect(Collectors.joining());
    }

    private static String table(
            LabTopology topology, AddressFamily family, Node node, List<ServiceModel> services) {
        List<ServiceModel> written =
                services.stream()
                        .filter(service -> service.clusterIp().isPresent())
                        .filter(service -> service.family() == family)
                        .toList();
        return """
        table ip kube-proxy {
          chain mark-for-masquerade {
            meta mark set meta mark or %1$s;
          }
          chain masquerading {
            meta mark and %1$s == 0 return;
            meta mark set meta mark xor %1$s;
            masquerade fully-random;
          }
          chain reject-chain {
            reject;
          }
          set nodeport-ips {
            type ipv4_addr;
            elements = { %2$s }
          }
        %3$s  map service-ips {
            type ipv4_addr . inet_proto . inet_service : verdict;
        %4$s  }
          map service-nodeports {
            type inet_proto . inet_service : verdict;
        %5$s  }
          map no-endpoint-services {
            type ipv4_addr . inet_proto . inet_service : verdict;
        %6$s  }
          map no-endpoint-nodeports {
            type inet_proto . inet_service : verdict;
        %7$s  }
        %8$s}
        """
                .formatted(
                        MASQUERADE_MARK,
                        node.over(family).address(),
                        each(
                                written,
                                (service, protocol) -> chains(topology, node, service, protocol)),
                        elements(
                                written,
                                (service, protocol) ->
                                        service.behindClusterIp(node.name()).isEmpty()
                                                ? ""
                                                : clusterKey(service, protocol)
                                                        + " : goto service-"
                                                        + base(service, protocol)),
                        elements(
                                written,
                                (service, protocol) ->
                                        service.nodePort().isEmpty()
                                                ? ""
                                                : nodeKey(service, protocol)
                                                        + " : goto external-"
                                                        + base(service, protocol)),
                        elements(
                                written,
                                (service, protocol) -> withoutEndpoints(node, service, protocol)),
                        elements(
                                written,
                                (service, protocol) ->
                                        service.nodePort().isPresent()
                                                        && service.localTraffic()
                                                        && service.localTo(node.name()).isEmpty()
                                                ? nodeKey(service, protocol) + " : drop"
                                                : ""),
                        BASE_CHAINS);
    }

    /// Rejected where there is no endpoint at all, dropped where the policy leaves none.
    private static String withoutEndpoints(Node node, ServiceModel service, String protocol) {
        if (service.hasNoneFor(node.name())) {
            return clusterKey(service, protocol) + " : drop";
        }
        return service.chosen() > 0 ? "" : clusterKey(service, protocol) + " : goto reject-chain";
    }

    private static final String BASE_CHAINS =
            """
              chain services {
                ip daddr . meta l4proto . th dport vmap @service-ips;
                ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports;
              }
              chain service-endpoints-check {
                ip daddr . meta l4proto . th dport vmap @no-endpoint-services;
              }
              chain nodeport-endpoints-check {
                ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports;
              }
              chain filter-input {
                type filter hook input priority -110; policy accept;
                ct state new jump nodeport-endpoints-check;
                ct state new jump service-endpoints-check;
              }
              chain filter-forward {
                type filter hook forward priority -110; policy accept;
                ct state new jump service-endpoints-check;
              }
              chain filter-output {
                type filter hook output priority -110; policy accept;
                ct state new jump service-endpoints-check;
              }
              chain nat-prerouting {
                type nat hook prerouting priority dstnat; policy accept;
                jump services;
              }
              chain nat-output {
                type nat hook output priority -100; policy accept;
                jump services;
              }
              chain nat-postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                jump masquerading;
              }
            """;

    private interface Part {
        String of(ServiceModel service, String protocol);
    }

    private static String each(List<ServiceModel> services, Part part) {
        return services.stream()
                .flatMap(service ->
                        ServiceModel.PROTOCOLS.stream().map(protocol -> part.of(service, protocol)))
                .collect(Collectors.joining());
    }

    /// The elements of a map; nft takes no empty list.
    private static String elements(List<ServiceModel> services, Part part) {
        List<String> lines = new ArrayList<>();
        for (ServiceModel service : services) {
            for (String protocol : ServiceModel.PROTOCOLS) {
                lines.add(part.of(service, protocol));
            }
        }
        lines.removeIf(String::isEmpty);
        return lines.isEmpty() ? "" : "    elements = { " + String.join(", ", lines) + " }\n";
    }

    private static String base(ServiceModel service, String protocol) {
        return service.name() + "-" + protocol;
    }

    private static String clusterKey(ServiceModel service, String protocol) {
        return service.clusterIp().orElseThrow() + " . " + protocol + " . " + service.port();
    }

    private static String nodeKey(ServiceModel service, String protocol) {
        return protocol + " . " + service.nodePort().orElseThrow();
    }

    private static String chains(
            LabTopology topology, Node node, ServiceModel service, String protocol) {
        String base = base(service, protocol);
        StringBuilder text = new StringBuilder();
        List<Endpoint> endpoints = service.endpoints();
        for (int i = 0; i < endpoints.size(); i++) {
            String target =
                    service.family().endpoint(endpoints.get(i).address(), endpoints.get(i).port());
            text.append(endpoint(service, base + "-" + i, endpoints.get(i), target, protocol));
        }
        String pools = NodeRules.pools(topology, service.family());
        List<String> rules = new ArrayList<>();
        rules.add(
                service.masqueradeAll()
                        ? "jump mark-for-masquerade"
                        : "ip daddr %s ip saddr != { %s } jump mark-for-masquerade"
                                .formatted(service.clusterIp().orElseThrow(), pools));
        rules.addAll(choice(service, base, service.behindClusterIp(node.name())));
        text.append(chain("service-" + base, rules));
        if (service.nodePort().isPresent()) {
            List<Integer> local = service.localTo(node.name());
            if (service.localTraffic() && !local.isEmpty()) {
                text.append(chain("service-local-" + base, choice(service, base, local)));
            }
            text.append(
                    chain(
                            "external-" + base,
                            service.localTraffic()
                                    ? localRules(base, pools, !local.isEmpty())
                                    : List.of("jump mark-for-masquerade", "goto service-" + base)));
        }
        return text.toString();
    }

    /// Pods and the node itself reach every endpoint through a node's port, whatever the policy.
    private static List<String> localRules(String base, String pools, boolean hasLocal) {
        List<String> rules = new ArrayList<>();
        rules.add("ip saddr { " + pools + " } goto service-" + base);
        rules.add("fib saddr type local jump mark-for-masquerade");
        rules.add("fib saddr type local goto service-" + base);
        if (hasLocal) {
            rules.add("goto service-local-" + base);
        }
        return rules;
    }

    /// A backend that reaches itself through its Service is masqueraded, else its own answer would
    /// come back to it without passing the node.
    private static String endpoint(
            ServiceModel service, String name, Endpoint endpoint, String target, String protocol) {
        List<String> rules = new ArrayList<>();
        if (service.hairpin()) {
            rules.add("ip saddr " + endpoint.address() + " jump mark-for-masquerade");
        }
        String set = "";
        if (service.affinity()) {
            set =
                    """
                      set affinity-%s {
                        type ipv4_addr;
                        size 65535;
                        flags dynamic,timeout;
                        timeout %ds;
                      }
                    """
                            .formatted(name, AFFINITY_SECONDS);
            rules.add("update @affinity-" + name + " { ip saddr }");
        }
        rules.add("meta l4proto %s dnat to %s".formatted(protocol, target));
        return set + chain("endpoint-" + name, rules);
    }

    private static List<String> choice(ServiceModel service, String base, List<Integer> numbers) {
        List<String> rules = new ArrayList<>();
        if (numbers.isEmpty()) {
            return rules;
        }
        Function<Integer, String> name = number -> base + "-" + number;
        if (service.affinity()) {
            numbers.forEach(number ->
                    rules.add(
                            "ip saddr @affinity-%1$s goto endpoint-%1$s"
                                    .formatted(name.apply(number))));
        }
        rules.add(
                IntStream.range(0, numbers.size())
                        .mapToObj(i -> i + " : goto endpoint-" + name.apply(numbers.get(i)))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "numgen random mod " + numbers.size() + " vmap { ",
                                        " }")));
        return rules;
    }

    private static String chain(String name, List<String> rules) {
        return rules.stream()
                .map(rule -> "    " + rule + ";\n")
                .collect(Collectors.joining("", "  chain " + name + " {\n", "  }\n"));
    }
}
