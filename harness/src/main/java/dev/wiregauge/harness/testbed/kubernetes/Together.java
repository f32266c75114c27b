package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Runs tasks that wait for the network side by side, on virtual threads.
final class Together {
    /// Enough to hide the latency of an API server, few enough not to be throttled by one.
    private static final int AT_ONCE = 32;

    private Together() {}

    static void run(List<Runnable> tasks) {
        List<Callable<Boolean>> calls = new ArrayList<>();
        tasks.forEach(task ->
                calls.add(() -> {
                    task.run();
                    return true;
                }));
        List<Boolean> _ = call(calls);
    }

    /// @return the results in the order of the tasks
    /// @throws RuntimeException the first failure, after all have ended
    static <T> List<T> call(List<Callable<T>> tasks) {
        Semaphore slots = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(
                        threads.submit(() -> {
                            slots.acquire();
                            try {
                                return task.call();
                            } finally {
                                slots.release();
                            }
                        }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted", e);
        }
    }
}
