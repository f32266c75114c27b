package dev.wiregauge.harness.testbed.lab;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The tests that run inside the virtual machine of `.ci/vm-stage`, on a stock kernel that has what
/// the machine's own lacks. Started by that script without Maven.
public final class VmStage {
    private static final List<Class<?>> TESTS =
            List.of(KernelTunnelVm.class, LookalikeOnOlderKernelVm.class, LabServiceIT.class);

    private VmStage() {}

    /// Ends with 0 if every test ran and passed.
    ///
    /// @param arguments simple names of classes to run; all where there are none
    public static void main(String[] arguments) {
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
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.printFailuresTo(out, 30);
        out.printf(
                "vm-stage: %d found, %d passed, %d failed, %d skipped%n",
                summary.getTestsFoundCount(),
                summary.getTestsSucceededCount(),
                summary.getTotalFailureCount(),
                summary.getTestsSkippedCount());
        boolean allPassed =
                summary.getTestsFoundCount() > 0
                        && summary.getTestsSucceededCount() == summary.getTestsFoundCount();
        System.exit(allPassed ? 0 : 1);
    }
}
