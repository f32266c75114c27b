package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Mode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The temporary IPPools of one run: one for each mode, none overlapping anything known. Pure.
///
/// @param pools by mode
/// @param manual whether the installed CRD knows `assignmentMode`; else a selector that matches no
///   node keeps strangers out
record PoolPlan(String run, Map<Mode, Pool> pools, boolean manual) {
    /// Set aside for benchmarks (RFC 2544); nobody routes it.
    static final Ipv4Block STANDARD_RANGE = new Ipv4Block(198 << 24 | 18 << 16, 15);

    private static final int POOL_PREFIX = 20;

    /// Eight addresses: a block per node leaves most of the pool untouched.
    private static final int BLOCK_PREFIX = 29;

    PoolPlan {
        pools = Map.copyOf(pools);
    }

    record Pool(String name, Mode mode, Ipv4Block cidr) {}

    /// @param modes those that need a pool
    /// @param range to take the pools from
    /// @param taken everything known: other pools, nodes, Services, pod ranges
    static PoolPlan of(
            String run,
            Collection<Mode> modes,
            Ipv4Block range,
            Collection<Ipv4Block> taken,
            boolean manual) {
        Map<Mode, Pool> pools = new EnumMap<>(Mode.class);
        List<Ipv4Block> used = new ArrayList<>(taken);
        for (Mode mode : modes.stream().distinct().sorted().toList()) {
            Ipv4Block cidr = free(range, used);
            used.add(cidr);
            pools.put(mode, new Pool("wiregauge-" + run + "-" + mode.id(), mode, cidr));
        }
        return new PoolPlan(run, pools, manual);
    }

    private static Ipv4Block free(Ipv4Block range, List<Ipv4Block> used) {
        int prefix = Math.max(POOL_PREFIX, range.prefix());
        for (int i = 0; i < 1 << (prefix - range.prefix()); i++) {
            Ipv4Block candidate = range.child(prefix, i);
            if (used.stream().noneMatch(candidate::overlaps)) {
                return candidate;
            }
        }
        throw new EnvironmentException(
                "no /%d in %s is free of overlap with what the cluster uses (%s); give another range with --pool-cidr"
                        .formatted(prefix, range, used));
    }

    /// The mode's pool as an object; disabled by nobody yet.
    GenericKubernetesResource object(Pool pool, String apiVersion, Instant aliveUntil) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion);
        object.setKind("IPPool");
        object.setMetadata(
                new ObjectMetaBuilder()
                        .withName(pool.name())
                        .withLabels(Marks.labels(run))
                        .withAnnotations(Map.of(Marks.ALIVE_UNTIL, Marks.instant(aliveUntil)))
                        .build());
        object.setAdditionalProperty("spec", spec(pool));
        return object;
    }

    private Map<String, Object> spec(Pool pool) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("cidr", pool.cidr().toString());
        spec.put("blockSize", BLOCK_PREFIX);
        spec.put("ipipMode", ipip(pool.mode()));
        spec.put("vxlanMode", vxlan(pool.mode()));
        spec.put("natOutgoing", true);
        // a tunnel device gets its address from a pool of its encapsulation, maybe the only one
        spec.put("allowedUses", List.of("Workload", "Tunnel"));
        if (manual) {
            spec.put("assignmentMode", "Manual");
            spec.put("nodeSelector", "all()");
        } else {
            spec.put("nodeSelector", "!all()");
        }
        if (!vxlan(pool.mode()).equals("Never")) {
            spec.put("disableBGPExport", true);
        }
        return spec;
    }

    static String ipip(Mode mode) {
        return switch (mode) {
            case IPIP -> "Always";
            case IPIP_CROSS_SUBNET -> "CrossSubnet";
            case BGP, VXLAN, VXLAN_CROSS_SUBNET -> "Never";
            case CURRENT, HOST, WIREGUARD, GENEVE, BGP_IPV6, VXLAN_IPV6 -> throw noPool(mode);
        };
    }

    static String vxlan(Mode mode) {
        return switch (mode) {
            case VXLAN -> "Always";
            case VXLAN_CROSS_SUBNET -> "CrossSubnet";
            case BGP, IPIP, IPIP_CROSS_SUBNET -> "Never";
            case CURRENT, HOST, WIREGUARD, GENEVE, BGP_IPV6, VXLAN_IPV6 -> throw noPool(mode);
        };
    }

    private static IllegalArgumentException noPool(Mode mode) {
        return new IllegalArgumentException("no pool makes mode " + mode.id());
    }

    /// Chooses the pool for a pod (Calico CNI, "Using specific IP pools").
    Map<String, String> podAnnotations(Mode mode) {
        Pool pool = pools.get(mode);
        return pool == null
                ? Map.of()
                : Map.of("cni.projectcalico.org/ipv4pools", "[\"" + pool.name() + "\"]");
    }
}
