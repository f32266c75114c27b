package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.RequiresLab;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Services by those of kube-proxy's backends that every kernel has.
@RequiresLab
@ParameterizedClass
@EnumSource(names = {"NFTABLES", "IPTABLES"})
class LabServiceIT extends ServiceContract {
    LabServiceIT(LabOptions.Proxy proxy) {
        super(proxy);
    }
}
