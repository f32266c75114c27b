package dev.wiregauge.agent.lab;

import dev.wiregauge.agent.linux.BpfProgram;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.NetworkNamespace;
import dev.wiregauge.agent.linux.RawSocket;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The tunl0 look-alike of one node: programs attached, and two listeners for what programs cannot
/// do.
///
/// Each listener has a platform thread until the process ends; their sockets are of the node's
/// namespace.
final class Tunnel {
    /// Programs call no function that demands another licence.
    private static final String LICENSE = "Apache-2.0";

    private static final int ICMP_UNREACHABLE = 3;

    private final TunnelNode node;

    Tunnel(TunnelNode node) {
        this.node = node;
    }

    /// Starts listening and attaches the programs.
    ///
    /// @param wanted empty for the best that this kernel has
    /// @return how they are attached, known once no packet can be missed
    CompletableFuture<Attachment> start(Optional<Attachment> wanted) {
        CompletableFuture<Attachment> up = new CompletableFuture<>();
        thread(
                "tunnel",
                () -> {
                    try {
                        NetworkNamespace.enter("/run/netns/" + node.namespace());
                        listen();
                        up.complete(attach(wanted));
                    } catch (RuntimeException e) {
                        up.completeExceptionally(e);
                    }
                });
        return up;
    }

    /// Opens every socket before it returns: what comes from then on waits for its listener.
    private void listen() {
        int hidden = NetworkNamespace.interfaceIndex(node.hidden());
        RawSocket icmp = RawSocket.ipv4(RawSocket.PROTOCOL_ICMP);
        icmp.onlyIcmpType(ICMP_UNREACHABLE);
        RawSocket packets = RawSocket.ipv4(RawSocket.PROTOCOL_IPIP);
        RawSocket frames = RawSocket.frames();
        thread("frag-needed", () -> relayFragNeeded(icmp));
        thread("reassembled", () -> injectReassembled(packets, frames, hidden));
    }

    private void thread(String task, Runnable body) {
        Thread.ofPlatform().name(task + "-" + node.namespace()).daemon().start(body);
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
    private void relayFragNeeded(RawSocket icmp) {
        byte[] address = node.addressBytes();
        forEachPacket(
                icmp,
                packet ->
                        FragNeeded.relay(packet, address)
                                .ifPresent(relayed ->
                                        icmp.sendTo(relayed.sender(), relayed.message())));
    }

    /// Takes packets that crossed the underlay in fragments and gives them to tunl0, as the
    /// kernel's device receives them after reassembly.
    private void injectReassembled(RawSocket packets, RawSocket frames, int hidden) {
        byte[] tunl0 = nodeMac();
        forEachPacket(
                packets,
                packet -> {
                    int header = (packet[0] & 0xf) * 4;
                    frames.sendFrame(
                            hidden, tunl0, Arrays.copyOfRange(packet, header, packet.length));
                });
    }

    /// A packet that cannot be passed on is lost, as on any device.
    private void forEachPacket(RawSocket socket, Consumer<byte[]> taken) {
        while (true) {
            byte[] packet = socket.receive();
            try {
                taken.accept(packet);
            } catch (NativeException e) {
                System.err.println(node.namespace() + ": " + e.getMessage());
            }
        }
    }

    /// tunl0 has the uplink's MAC address: see the lab's plan.
    private byte[] nodeMac() {
        byte[] address = node.addressBytes();
        return new byte[] {0x02, 0x01, address[0], address[1], address[2], address[3]};
    }
}
