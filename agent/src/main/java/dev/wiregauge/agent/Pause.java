package dev.wiregauge.agent;

/// Keeps a container alive and does nothing else: the first process of an agent's pod, beside which
/// agents are started by exec.
///
/// Ends on SIGTERM, which the JVM handles also where it is process 1.
public final class Pause {
    private Pause() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.currentThread().join();
    }
}
