package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// The main job: the scenario `compare-modes`.
@Command(
        name = "compare",
        description = "Compare BGP, IPIP and VXLAN on the same nodes, and prove each on the wire.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  wiregauge compare                                  about three minutes, needs root",
            "  wiregauge compare --preset standard --modes bgp,vxlan",
            "  wiregauge compare --underlay l3 --modes bgp,ipip-cross-subnet,vxlan-cross-subnet",
            "  wiregauge compare --testbed kubernetes             the cluster as it is; root is not needed",
            "  wiregauge compare --dry-run                        show the plan and the commands"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private RunFlags flags = new RunFlags();
    @Mixin private TestbedFlags testbed = new TestbedFlags();

    @Override
    public Integer call() {
        Scenario shipped = ScenarioReader.find("compare-modes");
        return new RunExecution(spec, flags, testbed)
                .execute(flags.namesModes() ? shipped : testbed.adapt(shipped));
    }
}
