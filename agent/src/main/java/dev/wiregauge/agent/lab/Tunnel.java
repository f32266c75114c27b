package dev.wiregauge.agent.lab;

import dev.wiregauge.agent.linux.BpfProgram;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.NetworkNamespace;
import dev.wiregauge.agent.linux.RawSocket;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The tunl0 look-alike of one node: programs attached, and two listeners for what programs cannot
/// do.
///
/// Each listener has a platform thread inside the node's namespace until the process ends.
final class Tunnel {
    /// Programs call no function that demands another licence.
    private static final String LICENSE = "Apache-2.0";

    private static final int ICMP_UNREACHABLE = 3;

    private final TunnelNode node;

    Tunnel(TunnelNode node) {
        this.node = node;
    }

    /// Attaches the programs and starts listening.
    ///
    /// @param wanted empty for the best that this kernel has
    /// @return how they are attached, known when all is up
    CompletableFuture<Attachment> start(Optional<Attachment> wanted) {
        CompletableFuture<Attachment> up = new CompletableFuture<>();
        CompletableFuture<Void> listening = new CompletableFuture<>();
        inside("frag-needed", listening, this::relayFragNeeded);
        inside(
                "reassembled",
                listening,
                () -> {
                    Attachment attachment = attach(wanted);
                    up.complete(attachment);
                    injectReassembled();
                });
        listening.exceptionally(failure -> {
            up.completeExceptionally(failure);
            return null;
        });
        return up;
    }

    private void inside(String task, CompletableFuture<Void> failed, Runnable body) {
        Thread.ofPlatform()
                .name(task + "-" + node.namespace())
                .daemon()
                .start(() -> {
                    try {
                        NetworkNamespace.enter("/run/netns/" + node.namespace());
                        body.run();
                    } catch (RuntimeException e) {
                        System.err.println(
                                task + " in " + node.namespace() + ": " + e.getMessage());
                        failed.completeExceptionally(e);
                    }
                });
    }

    private Attachment attach(Optional<Attachment> wanted) {
        int uplink = NetworkNamespace.interfaceIndex(node.uplink());
        int hidden = NetworkNamespace.interfaceIndex(node.hidden());
        int address = node.addressNumber();
        try (BpfProgram encapsulate =
                        BpfProgram.load(
                                TunnelPrograms.encapsulate(address, uplink),
                                "wg_ipip_encap",
                                LICENSE);
                BpfProgram decapsulate =
                        BpfProgram.load(
                                TunnelPrograms.decapsulate(address, hidden),
                                "wg_ipip_decap",
                                LICENSE)) {
            Attachment attachment;
            if (wanted.isPresent()) {
                attachment = wanted.get();
                attachment.attach(encapsulate, hidden);
            } else {
                attachment = Attachment.attachBest(encapsulate, hidden);
            }
            attachment.attach(decapsulate, uplink);
            return attachment;
        }
    }

    /// The kernel's device keeps the outer path's MTU and refuses the next large packet; this one
    /// tells the sender of the very packet that was too large.
    private void relayFragNeeded() {
        byte[] address = node.addressBytes();
        try (RawSocket icmp = RawSocket.ipv4(RawSocket.PROTOCOL_ICMP)) {
            icmp.onlyIcmpType(ICMP_UNREACHABLE);
            while (true) {
                FragNeeded.relay(icmp.receive(), address)
                        .ifPresent(relayed -> {
                            try {
                                icmp.sendTo(relayed.sender(), relayed.message());
                            } catch (NativeException e) {
                                // as with every ICMP message, losing one is no failure
                                System.err.println(e.getMessage());
                            }
                        });
            }
        }
    }

    /// Takes packets that crossed the underlay in fragments and gives them to tunl0, as the
    /// kernel's device receives them after reassembly.
    private void injectReassembled() {
        int hidden = NetworkNamespace.interfaceIndex(node.hidden());
        byte[] tunl0 = nodeMac();
        try (RawSocket packets = RawSocket.ipv4(RawSocket.PROTOCOL_IPIP);
                RawSocket frames = RawSocket.frames()) {
            while (true) {
                byte[] packet = packets.receive();
                int header = (packet[0] & 0xf) * 4;
                try {
                    frames.sendFrame(
                            hidden, tunl0, Arrays.copyOfRange(packet, header, packet.length));
                } catch (NativeException e) {
                    System.err.println(e.getMessage());
                }
            }
        }
    }

    /// tunl0 has the uplink's MAC address: see the lab's plan.
    private byte[] nodeMac() {
        byte[] address = node.addressBytes();
        return new byte[] {0x02, 0x01, address[0], address[1], address[2], address[3]};
    }
}
