package dev.wiregauge.agent.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends one trial from outside: whoever is blocked on one of its sockets wakes at once.
public final class StopSignal {
    private final List<Runnable> wakers = new ArrayList<>();
    private Optional<String> reason = Optional.empty();

    /// The first reason stays.
    public void stop(String why) {
        List<Runnable> toWake;
        synchronized (this) {
            if (reason.isPresent()) {
                return;
            }
            reason = Optional.of(why);
            toWake = List.copyOf(wakers);
        }
        toWake.forEach(Runnable::run);
    }

    public synchronized Optional<String> reason() {
        return reason;
    }

    /// @param waker run when the trial is stopped, at once if it already is
    void onStop(Runnable waker) {
        boolean late;
        synchronized (this) {
            wakers.add(waker);
            late = reason.isPresent();
        }
        if (late) {
            waker.run();
        }
    }
}
