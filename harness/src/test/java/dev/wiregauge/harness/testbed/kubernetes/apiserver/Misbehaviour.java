package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the double does wrong on request.
public final class Misbehaviour {
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private volatile Optional<Duration> idlePatience = Optional.empty();
    private volatile Duration delay = Duration.ZERO;
    private volatile Optional<String> podSecurity = Optional.empty();
    private volatile boolean onlyV4;
    private volatile boolean unauthorized;
    private volatile boolean neverSchedules;
    private volatile boolean neverPulls;
    private volatile boolean quotaExceeded;
    private volatile boolean injectsSidecar;

    Misbehaviour() {}

    /// Refuses by RBAC.
    ///
    /// @param verb such as `create`
    /// @param resource such as `namespaces` or `pods/exec`
    public void forbid(String verb, String resource) {
        forbidden.add(verb + " " + resource);
    }

    /// The next requests that create or delete something are answered with this code.
    public void failWrites(int code, int times) {
        fail("create", code, times);
        fail("delete", code, times);
    }

    /// The next requests of this kind are answered with this code, with 429 after `Retry-After: 1`.
    ///
    /// @param verb of RBAC, or `exec`
    public void fail(String verb, int code, int times) {
        failures.put(verb, new Failure(code, new AtomicInteger(times)));
    }

    private record Failure(int code, AtomicInteger left) {}

    public void delayAnswers(Duration by) {
        delay = by;
    }

    /// Namespaces that name no level enforce this one.
    public void enforcePodSecurity(String level) {
        podSecurity = Optional.of(level);
    }

    public void knowOnlyV4() {
        onlyV4 = true;
    }

    public void rejectCredentials() {
        unauthorized = true;
    }

    public void acceptCredentials() {
        unauthorized = false;
    }

    /// Exec streams on which nothing comes from the client for so long are reset, as by a proxy.
    public void resetIdleStreams(Duration patience) {
        idlePatience = Optional.of(patience);
    }

    public void neverSchedule() {
        neverSchedules = true;
    }

    public void neverPull() {
        neverPulls = true;
    }

    public void exceedQuota() {
        quotaExceeded = true;
    }

    public void injectSidecar() {
        injectsSidecar = true;
    }

    boolean isForbidden(String verb, String resource) {
        return forbidden.contains(verb + " " + resource);
    }

    /// Code of the failure that is due now, or 0.
    int takeFailure(String verb) {
        return Optional.ofNullable(failures.get(verb))
                .filter(failure -> failure.left().getAndUpdate(n -> Math.max(0, n - 1)) > 0)
                .map(Failure::code)
                .orElse(0);
    }

    Optional<Duration> idlePatience() {
        return idlePatience;
    }

    Duration delay() {
        return delay;
    }

    Optional<String> podSecurity() {
        return podSecurity;
    }

    boolean onlyV4() {
        return onlyV4;
    }

    boolean unauthorized() {
        return unauthorized;
    }

    boolean neverSchedules() {
        return neverSchedules;
    }

    boolean neverPulls() {
        return neverPulls;
    }

    boolean quotaExceeded() {
        return quotaExceeded;
    }

    boolean injectsSidecar() {
        return injectsSidecar;
    }
}
