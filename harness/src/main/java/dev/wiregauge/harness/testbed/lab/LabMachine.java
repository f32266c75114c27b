package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this machine offers to a lab.
final class LabMachine {
    private final CommandRunner runner;

    LabMachine(CommandRunner runner) {
        this.runner = runner;
    }

    /// @throws EnvironmentException unless this process may make namespaces
    static void requireRoot() {
        if (!isRoot()) {
            throw new EnvironmentException(
                    "the lab makes network namespaces and needs root: run it with sudo");
        }
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new EnvironmentException("/proc is not mounted", e);
        }
    }

    /// Finds out in a namespace without a name, which is gone when the question is answered. Asking
    /// loads the kernel's module where there is one.
    Tunl0 tunl0(LabOptions.IpipDevice wanted) {
        return switch (wanted) {
            case LOOKALIKE_TCX, LOOKALIKE_CLSACT -> Tunl0.LOOKALIKE;
            case AUTO -> kernelHasIpip() ? kernelTunl0() : Tunl0.LOOKALIKE;
            case KERNEL -> {
                if (!kernelHasIpip()) {
                    throw new EnvironmentException(
                            "this kernel has no ipip module; --ipip auto takes the look-alike");
                }
                yield kernelTunl0();
            }
        };
    }

    /// @throws EnvironmentException if this machine cannot make Services that way
    void require(LabOptions.Proxy proxy) {
        if (proxy == LabOptions.Proxy.IPVS && !succeeds("ipvsadm", "--list")) {
            throw new EnvironmentException(
                    "--proxy ipvs needs ipvsadm and a kernel with ip_vs, this machine lacks one of"
                            + " them; --proxy nftables and iptables work");
        }
    }

    /// @throws EnvironmentException if this kernel has no device for the mode
    void require(Mode mode) {
        boolean there =
                switch (mode) {
                    case WIREGUARD -> succeeds("ip", "link", "add", "wg0", "type", "wireguard");
                    case GENEVE ->
                            succeeds(
                                    "ip",
                                    "link",
                                    "add",
                                    "gnv0",
                                    "type",
                                    "geneve",
                                    "id",
                                    "1",
                                    "remote",
                                    "198.18.0.1");
                    case CURRENT,
                            HOST,
                            BGP,
                            IPIP,
                            VXLAN,
                            IPIP_CROSS_SUBNET,
                            VXLAN_CROSS_SUBNET,
                            BGP_IPV6,
                            VXLAN_IPV6 ->
                            true;
                };
        if (!there) {
            throw new EnvironmentException(
                    "this kernel has no %1$s device: load its module (modprobe %1$s) or leave mode %1$s out"
                            .formatted(mode.id()));
        }
    }

    private boolean kernelHasIpip() {
        return succeeds(
                "ip",
                "link",
                "add",
                "wg0",
                "type",
                "ipip",
                "local",
                "198.18.0.1",
                "remote",
                "198.18.0.2");
    }

    private Tunl0 kernelTunl0() {
        return succeeds("ip", "link", "show", TunnelLines.IPIP_DEVICE)
                ? Tunl0.KERNEL_FALLBACK
                : Tunl0.KERNEL_ADDED;
    }

    private boolean succeeds(String... command) {
        String[] line = new String[command.length + 2];
        line[0] = "unshare";
        line[1] = "--net";
        System.arraycopy(command, 0, line, 2, command.length);
        try {
            runner.run(Command.of(line));
            return true;
        } catch (EnvironmentException e) {
            return false;
        }
    }
}
