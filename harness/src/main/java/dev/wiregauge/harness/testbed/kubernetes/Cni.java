package dev.wiregauge.harness.testbed.kubernetes;

import java.util.List;
import java.util.Optional;

/// The network plugin of a cluster and the mode it is configured for. What is really used, only the
/// wire tells.
///
/// @param name such as `Flannel`; `unknown` where nothing recognised it
/// @param version empty where the API does not say
/// @param mode in words, such as `vxlan, UDP 8472, VNI 1`
/// @param kubeProxy how Services are translated, such as `nftables`
/// @param masquerades whether pods that leave the pod network are seen as their node; empty where
///   the API does not say
/// @param notes what else matters to a measurement
record Cni(
        String name,
        String version,
        String mode,
        String kubeProxy,
        Optional<Boolean> masquerades,
        List<String> notes) {
    static final String UNKNOWN = "unknown";

    Cni {
        notes = List.copyOf(notes);
    }

    boolean isCalico() {
        return name.equals("Calico");
    }

    boolean isKnown() {
        return !name.equals(UNKNOWN);
    }

    String words() {
        if (!isKnown()) {
            return "no known network plugin";
        }
        return name + (version.isEmpty() ? "" : " " + version) + ", " + mode;
    }
}
