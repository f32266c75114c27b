package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.agent.linux.NetworkNamespace;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs test code on a thread of its own inside a network namespace.
final class InNamespace {
    private static final int DEADLINE_SECONDS = 100;

    private InNamespace() {}

    static <T> T call(String namespace, Callable<T> body) {
        return start(namespace, body).orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    static <T> CompletableFuture<T> start(String namespace, Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        NetworkNamespace.enter("/run/netns/" + namespace);
                        result.complete(body.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }
}
