package dev.wiregauge.harness.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.result.evidence.Evidence.NotChecked;
import dev.wiregauge.result.evidence.ProbeAnswer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Map;

@Timeout(20)
class InquiryTest {
    private final Inquiry inquiry = new Inquiry(Duration.ofSeconds(20));

    /// Answers, or fails as it is told to, and counts.
    private static final class Agent implements AgentHandle {
        private final RuntimeException failure;
        private int asked;

        private Agent(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public String name() {
            return "node2";
        }

        @Override
        public String node() {
            return "node2";
        }

        @Override
        public String address() {
            return "198.18.0.2";
        }

        @Override
        public <E extends AgentEvent> E ask(
                AgentCommand command, Class<E> answer, Duration deadline) {
            asked++;
            throw failure;
        }
    }

    private void counters(Agent agent, String what) {
        assertThat(inquiry.ask(agent, new Probe.ReadCounters(), ProbeAnswer.Counters.class, what))
                .isEmpty();
    }

    @Test
    void aRefusalIsNotedWithItsReasonAndTheAgentIsAskedAgain() {
        Agent agent =
                new Agent(
                        new AgentRefusedException(
                                "cannot capture on eth0: EPERM, it needs CAP_NET_RAW"));
        counters(agent, "the wire at node2");
        counters(agent, "the counters of node2");
        assertThat(agent.asked).isEqualTo(2);
        assertThat(inquiry.notChecked())
                .contains(
                        new NotChecked(
                                "the wire at node2",
                                "cannot capture on eth0: EPERM, it needs CAP_NET_RAW"));
    }

    @Test
    void aLostAgentIsAskedOnceAndEverythingElseOfItIsNoted() {
        Agent agent =
                new Agent(new AgentLostException("agent node2 did not answer within 20000 ms"));
        counters(agent, "the kernel of node2");
        counters(agent, "the counters of node2");
        assertThat(agent.asked).isEqualTo(1);
        assertThat(inquiry.notChecked())
                .extracting(NotChecked::what)
                .containsExactly("the kernel of node2", "the counters of node2");
        assertThat(inquiry.notChecked())
                .extracting(NotChecked::why)
                .containsOnly("agent node2 did not answer within 20000 ms");
    }

    @Test
    void anAnswerOfAnotherKindCountsAsNone() {
        AgentHandle agent =
                new AgentHandle() {
                    @Override
                    public String name() {
                        return "node1";
                    }

                    @Override
                    public String node() {
                        return "node1";
                    }

                    @Override
                    public String address() {
                        return "198.18.0.1";
                    }

                    @Override
                    public <E extends AgentEvent> E ask(
                            AgentCommand command, Class<E> answer, Duration deadline) {
                        return answer.cast(
                                new AgentEvent.Probed(new ProbeAnswer.Counters(Map.of())));
                    }
                };
        assertThat(
                        inquiry.ask(
                                agent,
                                new Probe.ReadNetwork(),
                                ProbeAnswer.Network.class,
                                "the kernel of node1"))
                .isEmpty();
        assertThat(inquiry.notChecked()).hasSize(1);
    }
}
