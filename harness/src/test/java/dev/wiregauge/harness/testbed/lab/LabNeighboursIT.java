package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Labs do not disturb each other, and agents that end do not disturb their lab.
@RequiresLab
@Timeout(90)
class LabNeighboursIT {
    @TempDir private Path journals;

    private static int answered(TestLab lab, String from, String to) throws Exception {
        try (DatagramChannel echo = lab.echo(to)) {
            int port = ((InetSocketAddress) echo.getLocalAddress()).getPort();
            return TestLab.exchange(
                    lab.pod(from).namespace(), lab.pod(to).address(), port, 1000, 10);
        }
    }

    @Test
    void twoLabsWithTheSameAddressesWorkSideBySide() throws Exception {
        TestbedPlan plan = TestLab.plan(2, Mode.IPIP, Mode.VXLAN);
        CompletableFuture<TestLab> building =
                CompletableFuture.supplyAsync(
                        () -> TestLab.build(LabOptions.STANDARD, plan, journals));
        try (TestLab one = TestLab.build(LabOptions.STANDARD, plan, journals)) {
            try (TestLab other = building.get(60, TimeUnit.SECONDS)) {
                assertThat(other.pod("ipip-2").address()).isEqualTo(one.pod("ipip-2").address());
                assertThat(answered(one, "ipip-1", "ipip-2")).isEqualTo(10);
                assertThat(answered(other, "ipip-1", "ipip-2")).isEqualTo(10);
            }
            assertThat(answered(one, "ipip-1", "ipip-2")).isEqualTo(10);
            assertThat(answered(one, "vxlan-1", "vxlan-2")).isEqualTo(10);
        }
    }

    @Test
    void ipipWorksAfterEveryAgentHasEnded() {
        TestbedPlan wanted = TestLab.plan(2, Mode.IPIP);
        TestbedPlan plan = new TestbedPlan(wanted.pods(), wanted.services(), true);
        String run = TestRun.newId();
        try (LabTestbed testbed =
                new LabTestbed(
                        LabOptions.STANDARD,
                        AgentProgram.installed(),
                        new Journals(journals).open(run, "test", Instant.now()))) {
            testbed.place(plan, phrase -> {});
            for (String node : new String[] {"node1", "node2"}) {
                testbed.nodeAgent(node)
                        .ask(new AgentCommand.Quit(), AgentEvent.Bye.class, Duration.ofSeconds(10));
            }
            String server = LabTopology.namespace(run, "ipip-2");
            String address = testbed.podAgent("ipip-2").address();
            assertThat(TestLab.answers(LabTopology.namespace(run, "ipip-1"), server, address))
                    .isTrue();
        }
        assertThat(new Journals(journals).all()).isEmpty();
    }
}
