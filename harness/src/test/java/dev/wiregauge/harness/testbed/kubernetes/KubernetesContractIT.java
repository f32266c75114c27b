package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedContract;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.lab.LabPodNetwork;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contract on the double, whose nodes and pods are network namespaces.
@RequiresLab
class KubernetesContractIT extends TestbedContract {
    @TempDir private Path directory;
    private Optional<ApiServerDouble> server = Optional.empty();

    @Override
    protected Testbed open(TestbedPlan plan) throws IOException {
        LabPodNetwork network = LabPodNetwork.build(plan, Mode.VXLAN, directory.resolve("network"));
        ApiServerDouble running = new ApiServerDouble(network, directory);
        server = Optional.of(running);
        network.addNodes(running);
        KubernetesOptions options =
                KubernetesOptions.STANDARD.withAccess(
                        new Access(Optional.of(running.kubeconfig(directory)), Optional.empty()));
        return KubernetesTestbed.open(
                options,
                Map.of(),
                AgentProgram.installed(),
                new Journals(directory.resolve("state"))
                        .open("c1", "test", Clock.systemUTC().instant()),
                Clock.systemUTC());
    }

    @AfterEach
    void stopServer() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    protected Mode mode() {
        return Mode.CURRENT;
    }

    @Override
    protected List<String> leftovers() {
        ApiServerDouble running = server.orElseThrow();
        List<String> names = new ArrayList<>(running.names("v1", "namespaces"));
        names.addAll(running.names("v1", "pods"));
        return names;
    }
}
