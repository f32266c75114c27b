package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.agent.linux.ThreadCpuClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The client's measuring threads of one trial: pinned alike, begun together, and all ended when
/// one of them fails.
final class MeasuringThreads<R> {
    /// One thread's work.
    interface Task<R> {
        /// @param awaitGo to be called once, when all is allocated: returns when all threads are
        ///   ready
        R run(Runnable awaitGo);
    }

    private static final Duration READY = Duration.ofSeconds(10);
    private static final Duration AFTER_STOP = Duration.ofSeconds(2);

    private final Set<Integer> threadIds = ConcurrentHashMap.newKeySet();
    private final List<FutureTask<R>> results = new ArrayList<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CyclicBarrier barrier;
    private final StopSignal stop;

    private MeasuringThreads(int threads, StopSignal stop) {
        barrier = new CyclicBarrier(threads + 1);
        this.stop = stop;
    }

    /// Returns when all threads have begun their traffic.
    static <R> MeasuringThreads<R> start(
            List<? extends Task<R>> tasks, Optional<Integer> cpu, StopSignal stop) {
        MeasuringThreads<R> threads = new MeasuringThreads<>(tasks.size(), stop);
        for (Task<R> task : tasks) {
            FutureTask<R> result = new FutureTask<>(() -> threads.runOne(task, cpu));
            threads.results.add(result);
            Thread.ofPlatform().daemon().name("measure").start(result);
        }
        try {
            threads.awaitGo();
        } catch (TrialException e) {
            threads.failed.countDown(); // the thread that failed to get ready says more below
        }
        return threads;
    }

    private R runOne(Task<R> task, Optional<Integer> cpu) {
        try {
            cpu.ifPresent(Affinity::pin);
            threadIds.add(new ThreadCpuClock().threadId());
            return task.run(this::awaitGo);
        } catch (RuntimeException e) {
            failed.countDown();
            barrier.reset();
            throw e;
        }
    }

    private void awaitGo() {
        try {
            barrier.await(READY.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrialException("interrupted before the trial began", e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new TrialException("not all measuring threads became ready", e);
        }
    }

    /// Of those that have begun, as the kernel numbers them.
    Set<Integer> threadIds() {
        return threadIds;
    }

    /// Returns after this time, or as soon as a thread fails.
    void pause(Duration length) {
        try {
            boolean _ = failed.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.stop("interrupted");
        }
    }

    /// The results in the order of the tasks.
    ///
    /// @throws TrialException if a thread failed, or did not end within this time
    List<R> results(Duration within) {
        long deadlineNs = System.nanoTime() + within.toNanos();
        List<R> values = new ArrayList<>();
        Optional<RuntimeException> failure = Optional.empty();
        for (FutureTask<R> result : results) {
            try {
                long patience =
                        failure.isPresent()
                                ? AFTER_STOP.toNanos()
                                : Math.max(0, deadlineNs - System.nanoTime());
                values.add(result.get(patience, TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                failure = failure.or(() -> Optional.of(asRuntime(e)));
                stop.stop(message(e));
            } catch (TimeoutException e) {
                String why = "the trial did not end in time";
                failure = failure.or(() -> Optional.of(new TrialException(why, e)));
                stop.stop(why);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop.stop("interrupted");
                throw new TrialException("interrupted", e);
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
        return values;
    }

    private static RuntimeException asRuntime(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(e.getCause());
    }

    private static String message(ExecutionException e) {
        return String.valueOf(asRuntime(e).getMessage());
    }
}
