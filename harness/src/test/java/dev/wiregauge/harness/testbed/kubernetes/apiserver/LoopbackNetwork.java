package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Pods as plain processes of this machine, each with a loopback address of its own; needs no root.
public final class LoopbackNetwork implements PodNetwork {
    private final AtomicInteger last = new AtomicInteger(1);

    @Override
    public Sandbox attach(
            String pod, String node, String nodeAddress, boolean hostNetwork, String pool) {
        int number = last.incrementAndGet();
        String address =
                hostNetwork ? nodeAddress : "127.1.%d.%d".formatted(number >> 8, number & 255);
        return new Sandbox(pod, address, List.of());
    }

    @Override
    public void detach(Sandbox sandbox) {}

    @Override
    public void close() {}
}
