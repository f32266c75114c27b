package dev.wiregauge.harness.testbed.lab;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The tests that run inside the virtual machine of `.ci/vm-stage`, on a stock kernel that has what
/// the machine's own lacks. Started by that script without Maven.
public final class VmStage {
    /// The system property that is `true` here alone: what a test does to the whole machine is to
    /// be done nowhere else.
    static final String MARK = "wiregauge.vm";

    private static final List<Class<?>> TESTS =
            List.of(
                    KernelTunnelVm.class,
                    LookalikeOnOlderKernelVm.class,
                    IpvsServiceVm.class,
                    NetemVm.class,
                    MoreTunnelsVm.class,
                    FullTablesVm.class);

    private static final int FRAMES_SHOWN = 12;
    private static final int LINES_SHOWN = 6;

    private VmStage() {}

    /// Ends with 0 if every test ran and passed. The last line but one says how many did:
    /// `vm-stage: 12 passed, 0 failed`.
    ///
    /// @param arguments simple names of classes to run; all where there are none
    public static void main(String[] arguments) {
        System.setProperty(MARK, "true");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                TESTS.stream()
                                        .filter(test ->
                                                arguments.length == 0
                                                        || List.of(arguments)
                                                                .contains(test.getSimpleName()))
                                        .map(DiscoverySelectors::selectClass)
                                        .toList())
                        .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener, new Progress(out));
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(out, FRAMES_SHOWN);
        long found = summary.getTestsFoundCount();
        long passed = summary.getTestsSucceededCount();
        // a test that was skipped, or never reached, has not passed
        long failed = Math.max(found - passed, summary.getTotalFailureCount());
        out.printf("vm-stage: %d passed, %d failed%n", passed, failed);
        System.exit(passed > 0 && failed == 0 ? 0 : 1);
    }

    /// A line as each test ends, so that a log shows where a stage was stopped.
    private static final class Progress implements TestExecutionListener {
        private final PrintWriter out;
        private final Map<String, Long> startedNs = new ConcurrentHashMap<>();

        private Progress(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            startedNs.put(test.getUniqueId(), System.nanoTime());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                long now = System.nanoTime();
                double seconds = (now - startedNs.getOrDefault(test.getUniqueId(), now)) / 1e9;
                boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                out.printf(
                        "  %s %s (%.1f s)%n",
                        passed ? "passed" : "FAILED", test.getLegacyReportingName(), seconds);
                result.getThrowable()
                        .ifPresent(reason ->
                                String.valueOf(reason)
                                        .lines()
                                        .limit(LINES_SHOWN)
                                        .forEach(line -> out.println("      " + line)));
            }
        }
    }
}
