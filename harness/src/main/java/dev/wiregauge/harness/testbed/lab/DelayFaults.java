package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.lab.LabFault.Place;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Faults of time: node2 hangs behind a delay wire instead of the switch, two TAP devices whose
/// frames a process hands on late. Works where the kernel has no netem.
///
/// The process stands in the underlay's namespace, so whoever removes that ends it.
final class DelayFaults {
    private static final String NEAR = "wire-a";
    private static final String FAR = "wire-b";
    private static final String FAR_BRIDGE = "br-wire";

    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "delay",
                            "F58",
                            "each packet between node2 and the others takes 10 ms longer",
                            Place.EVERYWHERE,
                            topology -> wire(topology, 10_000, 0)),
                    new LabFault(
                            "jitter",
                            "F59",
                            "each packet between node2 and the others takes 0 to 40 ms longer",
                            Place.EVERYWHERE,
                            topology -> wire(topology, 0, 40_000)));

    private DelayFaults() {}

    private static List<Step> wire(LabTopology topology, int delayMicros, int jitterMicros) {
        String underlay = topology.underlayNamespace();
        String port = LabPlan.underlayPort(FaultSteps.second(topology));
        String bridge = LabPlan.underlayBridge(topology, FaultSteps.second(topology));
        int mtu = topology.options().mtuBytes();
        return List.of(
                process(topology, delayMicros, jitterMicros),
                Step.of(
                        Command.ip(
                                underlay,
                                List.of(
                                        "link add %s mtu %d type bridge".formatted(FAR_BRIDGE, mtu),
                                        "link set " + FAR_BRIDGE + " addrgenmode none up",
                                        "link set %s mtu %d addrgenmode none master %s up"
                                                .formatted(NEAR, mtu, bridge),
                                        "link set %s mtu %d addrgenmode none master %s up"
                                                .formatted(FAR, mtu, FAR_BRIDGE),
                                        "link set " + port + " master " + FAR_BRIDGE)),
                        Command.ip(
                                underlay,
                                List.of(
                                        "link set " + port + " master " + bridge,
                                        "link del " + FAR_BRIDGE))));
    }

    /// Starts it and waits until both devices are there; ends it and waits until it is gone.
    private static Step process(LabTopology topology, int delayMicros, int jitterMicros) {
        Path folder = Lab.folder(topology.run());
        List<String> start =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                """
                                pid=$1 log=$2; shift 2
                                setsid "$@" </dev/null >"$log" 2>&1 &
                                echo $! >"$pid"
                                for i in $(seq 300); do grep -q ready "$log" && exit 0; kill -0 $! || break; sleep 0.1; done
                                cat "$log" >&2; exit 1
                                """,
                                "sh",
                                folder.resolve("wire.pid").toString(),
                                folder.resolve("wire.log").toString(),
                                "nsenter",
                                "--net=/run/netns/" + topology.underlayNamespace()));
        start.addAll(
                AgentProgram.installed()
                        .delayWire(
                                List.of(
                                        "--devices",
                                        NEAR + "," + FAR,
                                        "--delay-micros",
                                        Integer.toString(delayMicros),
                                        "--jitter-micros",
                                        Integer.toString(jitterMicros))));
        return Step.of(
                new Command(start, ""),
                Command.of(
                        "sh",
                        "-c",
                        """
                        pid=$(cat "$1"); kill "$pid"
                        for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
                        rm -f "$1"
                        """,
                        "sh",
                        folder.resolve("wire.pid").toString()));
    }
}
