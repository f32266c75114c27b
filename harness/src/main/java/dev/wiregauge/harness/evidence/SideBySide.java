package dev.wiregauge.harness.evidence;

import dev.wiregauge.harness.testbed.AgentLostException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs tasks at the same time and waits for all; each has its own deadline inside.
final class SideBySide {
    private SideBySide() {}

    static <T> List<T> run(List<Callable<T>> tasks) {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : side.invokeAll(tasks)) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentLostException("interrupted while probing");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe failed", e.getCause());
        }
    }
}
