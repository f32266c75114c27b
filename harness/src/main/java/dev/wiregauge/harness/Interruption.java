package dev.wiregauge.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and TERM: interrupts the thread that works, and keeps the process alive until it has
/// cleaned up.
///
/// The working thread wraps itself in try-with-resources; every wait of the harness ends when
/// interrupted.
public final class Interruption implements AutoCloseable {
    /// Removing a lab takes a fraction of a second; after this the journal is left for `clean`.
    private static final int PATIENCE_SECONDS = 20;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopWorker, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /// Begins to listen for the calling thread.
    public static Interruption ofThisThread() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /// Whether the user asked to stop.
    public boolean requested() {
        return requested;
    }

    /// Runs a clean-up with the interrupt flag down, so that its own waits are not cut short.
    public static void shield(Runnable cleanUp) {
        boolean interrupted = Thread.interrupted();
        try {
            cleanUp.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stopWorker() {
        requested = true;
        worker.interrupt();
        try {
            if (!cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "wiregauge: clean-up did not end in time; 'wiregauge clean' removes the rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The work is over and cleaned up; a pending shutdown may go on.
    @Override
    public void close() {
        cleaned.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the shutdown began in this very moment; the hook finds the work done
                requested = true;
            }
        }
    }
}
