package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.util.Map;
import java.util.TreeMap;

/// The ways in which clusters have Calico's pools, each with the facts of the IPPool schema that
/// its release ships: 3.28 and 3.32 from the CRDs themselves (`libcalico-go/config/crd` and
/// `api/config/crd` of projectcalico/calico, reduced to names, types and rules); 3.29 to 3.31,
/// whose CRDs were not at hand, from the fields and accepted values of those releases' reference
/// pages ("IP pool", `calico_versioned_docs` of tigera/docs).
public enum CalicoInstall {
    /// Only the CRDs of group `crd.projectcalico.org`; `assignmentMode` is not known yet.
    CRDS_OF_3_28("crd.projectcalico.org/v1", "crd.projectcalico.org", Schemas.OF_3_28),
    /// As 3.28; no LoadBalancer among the uses either.
    CRDS_OF_3_29("crd.projectcalico.org/v1", "crd.projectcalico.org", Schemas.OF_3_29),
    /// The first with `assignmentMode`.
    CRDS_OF_3_30("crd.projectcalico.org/v1", "crd.projectcalico.org", Schemas.OF_3_30),
    /// The same fields as 3.30.
    CRDS_OF_3_31("crd.projectcalico.org/v1", "crd.projectcalico.org", Schemas.OF_3_30),
    /// Only the CRDs of group `crd.projectcalico.org`; with `namespaceSelector`.
    CRDS_OF_3_32("crd.projectcalico.org/v1", "crd.projectcalico.org", Schemas.OF_3_32),
    /// Calico's extension API server in front of those CRDs: `projectcalico.org/v3` is served, its
    /// schema stands in the CRD of the other group.
    API_SERVER("projectcalico.org/v3", "crd.projectcalico.org", Schemas.OF_3_32),
    /// CRDs of group `projectcalico.org` and no others.
    OWN_CRDS("projectcalico.org/v3", "projectcalico.org", Schemas.OF_3_32);

    private final String poolApi;
    private final String crdGroup;
    private final String poolSpec;

    CalicoInstall(String poolApi, String crdGroup, String poolSpec) {
        this.poolApi = poolApi;
        this.crdGroup = crdGroup;
        this.poolSpec = poolSpec;
    }

    public String poolApi() {
        return poolApi;
    }

    /// Where IPAM keeps its blocks.
    public String ipamApi() {
        return crdGroup.equals("projectcalico.org") ? poolApi : "crd.projectcalico.org/v1";
    }

    String crdName() {
        return "ippools." + crdGroup;
    }

    CrdSchema schema() {
        return CrdSchema.parse(poolSpec);
    }

    String crd() {
        return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "spec":{"group":"%s","scope":"Cluster",
           "names":{"kind":"IPPool","plural":"ippools","singular":"ippool"},
           "versions":[{"name":"%s","served":true,"storage":true,"schema":{"openAPIV3Schema":
             {"type":"object","properties":{"spec":%s}}}}]}}
        """
                .formatted(crdGroup, ipamApi().substring(ipamApi().indexOf('/') + 1), poolSpec);
    }

    /// Kind by plural of what this API version serves.
    Map<String, String> kinds(String apiVersion) {
        Map<String, String> kinds = new TreeMap<>();
        if (apiVersion.equals(poolApi) || apiVersion.equals(ipamApi())) {
            kinds.put("ippools", "IPPool");
        }
        if (apiVersion.equals(ipamApi())) {
            kinds.putAll(Map.of("blockaffinities", "BlockAffinity", "ipamblocks", "IPAMBlock"));
        }
        return kinds;
    }

    private static final class Schemas {
        static final String OF_3_28 =
                """
                {"type":"object","required":["cidr"],"properties":{
                  "allowedUses":{"type":"array","items":{"type":"string"}},
                  "blockSize":{"type":"integer"},
                  "cidr":{"type":"string"},
                  "disableBGPExport":{"type":"boolean"},
                  "disabled":{"type":"boolean"},
                  "ipip":{"type":"object"},
                  "ipipMode":{"type":"string"},
                  "nat-outgoing":{"type":"boolean"},
                  "natOutgoing":{"type":"boolean"},
                  "nodeSelector":{"type":"string"},
                  "vxlanMode":{"type":"string"}}}
                """;
        static final String OF_3_29 = documented("\"Workload\",\"Tunnel\"", "");
        static final String OF_3_30 =
                documented(
                        "\"Workload\",\"Tunnel\",\"LoadBalancer\"",
                        """
                        "assignmentMode":{"type":"string","default":"Automatic",
                          "enum":["Automatic","Manual"]},
                        """);

        /// @param uses that the reference page accepts
        /// @param more fields than 3.29 has
        private static String documented(String uses, String more) {
            return """
            {"type":"object","required":["cidr"],"properties":{%s
              "allowedUses":{"type":"array","items":{"type":"string","enum":[%s]}},
              "blockSize":{"type":"integer"},
              "cidr":{"type":"string"},
              "disableBGPExport":{"type":"boolean"},
              "disabled":{"type":"boolean"},
              "ipipMode":{"type":"string","enum":["Never","Always","CrossSubnet"]},
              "natOutgoing":{"type":"boolean"},
              "nodeSelector":{"type":"string"},
              "vxlanMode":{"type":"string","enum":["Never","Always","CrossSubnet"]}}}
            """
                    .formatted(more, uses);
        }

        static final String OF_3_32 =
                """
                {"type":"object","required":["cidr"],"properties":{
                  "allowedUses":{"type":"array","x-kubernetes-list-type":"set","items":
                    {"type":"string","enum":["Workload","Tunnel","LoadBalancer"]}},
                  "assignmentMode":{"type":"string","default":"Automatic",
                    "enum":["Automatic","Manual"]},
                  "blockSize":{"type":"integer","minimum":0,"maximum":128},
                  "cidr":{"type":"string","format":"cidr"},
                  "disableBGPExport":{"type":"boolean"},
                  "disabled":{"type":"boolean"},
                  "ipipMode":{"type":"string","enum":["Never","Always","CrossSubnet"]},
                  "namespaceSelector":{"type":"string"},
                  "natOutgoing":{"type":"boolean"},
                  "nodeSelector":{"type":"string"},
                  "vxlanMode":{"type":"string","enum":["Never","Always","CrossSubnet"]}}}
                """;
    }
}
