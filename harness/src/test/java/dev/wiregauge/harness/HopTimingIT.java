package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.lab.LabOptions;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.result.BulkOverhead;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Direction;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.HopTimes.Part;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.ScenarioReader;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Round trips of real packets taken apart in a lab, whose nodes share one clock.
@RequiresLab
@Tag("alone")
@Timeout(120)
class HopTimingIT {
    private static final String COOKIE = "00112233445566778899aabbccddeeff";

    @TempDir private static Path temp;
    private static Testbed testbed;
    private static TestbedPlan plan = new TestbedPlan(List.of(), List.of(), false);
    private static RunFolder folder;
    private static HopTiming timing;

    @BeforeAll
    static void place() {
        testbed =
                new LabTestbed(
                        LabOptions.STANDARD,
                        AgentProgram.installed(),
                        new Journals(temp.resolve("journals"))
                                .open(TestRun.newId(), "test", Instant.now()));
        TestbedPlan all = Cast.plan(ScenarioReader.find("compare-modes"));
        plan =
                new TestbedPlan(
                        all.pods().stream().filter(pod -> !pod.name().endsWith("-near")).toList(),
                        List.of(),
                        true);
        testbed.place(plan, _ -> {});
        folder = RunFolder.create(temp.resolve("run"));
        timing =
                new HopTiming(
                        testbed,
                        new Cast(testbed, plan),
                        testbed.pinning(Optional.empty()),
                        COOKIE,
                        folder);
    }

    @AfterAll
    static void remove() {
        testbed.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BGP", "IPIP", "VXLAN", "HOST"})
    void thePartsAddUpToTheRoundTripThatTheClientSaw(Mode mode) {
        HopTimes times = timing.time(mode);
        assertThat(times.verdict()).isEqualTo(new Verdict.Pass());
        assertThat(times.complete()).isGreaterThan(times.sent() * 9 / 10);
        assertAgreement(times);
        boolean tunnel = mode == Mode.IPIP || mode == Mode.VXLAN;
        assertThat(times.capturePoints())
                .hasSize(mode == Mode.HOST ? 2 : tunnel ? 6 : 4)
                .allMatch(point -> point.dropped() == 0)
                .allMatch(point -> point.captured() >= 2L * times.sent());
        assertThat(times.hops())
                .extracting(Hop::part)
                .contains(Part.CLIENT, Part.WIRE, Part.SERVER)
                .matches(parts -> parts.contains(Part.ENCAPSULATION) == tunnel)
                .matches(parts -> parts.contains(Part.POD_TO_NODE) == (mode != Mode.HOST));
        assertThat(times.hops())
                .filteredOn(hop -> hop.part() == Part.WIRE)
                .extracting(Hop::direction)
                .containsExactly(Direction.REQUEST, Direction.REPLY);
    }

    /// What a cluster can tell, told in a lab.
    @Test
    void withoutASharedClockTheWireIsToldInBothDirectionsTogether() {
        HopTimes times =
                new HopTiming(
                                apart(testbed),
                                new Cast(testbed, plan),
                                testbed.pinning(Optional.empty()),
                                COOKIE,
                                folder)
                        .time(Mode.VXLAN);
        assertThat(times.verdict()).isEqualTo(new Verdict.Pass());
        assertAgreement(times);
        assertThat(times.hops())
                .filteredOn(hop -> hop.part() == Part.WIRE)
                .extracting(Hop::direction)
                .containsExactly(Direction.BOTH);
    }

    /// Ethernet, IPv4, TCP with time stamps, and the encapsulation.
    @Test
    void theQueueCountsTheHeadersOfEachPacketAndTheInterfaceDoesNot() {
        List<Mode> modes = List.of(Mode.HOST, Mode.BGP, Mode.IPIP, Mode.VXLAN);
        List<BulkOverhead> bulk =
                new BulkCounting(
                                testbed,
                                new Cast(testbed, plan),
                                COOKIE,
                                new KeepAlive(List.of(), System::nanoTime))
                        .count(modes);
        assertThat(bulk).extracting(BulkOverhead::mode).isEqualTo(modes);
        for (BulkOverhead each : bulk) {
            assertThat(each.verdict()).isEqualTo(new Verdict.Pass());
            int encapsulation = each.mode().expected(true).orElseThrow().overheadIpv4Bytes();
            int headers = 14 + 52 + encapsulation;
            int segment = 1500 - 52 - encapsulation;
            double sentAgain = 1514.0 * each.retransmits() / each.payloadBytes();
            assertThat(each.byQueue().orElseThrow().overhead(each.payloadBytes()) - sentAgain)
                    .as(each.toString())
                    .isCloseTo((double) headers / segment, within(0.002));
            assertThat(each.byInterface().orElseThrow().overhead(each.payloadBytes()) - sentAgain)
                    .as(each.toString())
                    .isLessThan((double) headers / segment / 2);
            each.headerBytesPerPacket()
                    .ifPresent(bytes ->
                            assertThat(bytes - payloadSentAgain(each, segment))
                                    .as(each.toString())
                                    .isCloseTo(headers, within(1.5)));
        }
        assertThat(bulk)
                .filteredOn(each -> each.packetsOnTheWire().isPresent())
                .extracting(BulkOverhead::mode)
                .contains(Mode.HOST, Mode.BGP, Mode.VXLAN);
        assertThat(
                        testbed.nodeAgent("node1")
                                .ask(
                                        new AgentCommand.RunProbe(new Probe.ReadCounters()),
                                        AgentEvent.Probed.class,
                                        Duration.ofSeconds(10))
                                .answer())
                .isInstanceOfSatisfying(
                        ProbeAnswer.Counters.class,
                        counters ->
                                assertThat(counters.values())
                                        .as("the queue is gone")
                                        .doesNotContainKey("eth0.qdisc_packets"));
    }

    /// Of each packet in the queue: what was sent again counts there as no payload.
    private static double payloadSentAgain(BulkOverhead bulk, int segment) {
        return (double) bulk.retransmits() * segment / bulk.byQueue().orElseThrow().packets();
    }

    private static void assertAgreement(HopTimes times) {
        HopTimes.Agreement agreement = times.agreement().orElseThrow();
        assertThat(agreement.withinError())
                .as(agreement.toString())
                .isGreaterThanOrEqualTo(times.complete() * 99 / 100);
        Map<String, Histogram> histograms = folder.readHistograms(times.histograms().orElseThrow());
        double meansNs =
                times.hops().stream()
                        .mapToDouble(hop -> histogram(histograms, hop.id()).getMean())
                        .sum();
        double clientNs = histogram(histograms, HopTimes.CAPTURED).getMean();
        // a histogram of three digits knows each mean to a thousandth
        assertThat(meansNs - clientNs)
                .isCloseTo(0, within(agreement.largestErrorNs() + 0.002 * clientNs));
        assertThat(histogram(histograms, HopTimes.CAPTURED).getTotalCount())
                .isEqualTo(times.complete());
        assertThat(histogram(histograms, HopTimes.UNCAPTURED).getTotalCount()).isPositive();
    }

    private static Histogram histogram(Map<String, Histogram> histograms, String name) {
        return Optional.ofNullable(histograms.get(name)).orElseThrow();
    }

    /// The same testbed, as if its nodes had a clock each.
    private static Testbed apart(Testbed testbed) {
        return (Testbed)
                Proxy.newProxyInstance(
                        Testbed.class.getClassLoader(),
                        new Class<?>[] {Testbed.class},
                        (_, method, arguments) ->
                                method.getName().equals("nodesAreOneMachine")
                                        ? false
                                        : method.invoke(testbed, arguments));
    }
}
