package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Two labs and two runs of one user on one machine, as the command line shows them.
@RequiresLab
@Timeout(300)
class TwoAtOnceIT {
    private static final Pattern LAB_ID = Pattern.compile("lab down (k[0-9a-z]+)");

    @TempDir private Path dir;
    private final List<String> labs = new ArrayList<>();

    @AfterEach
    void takeLabsDown() throws Exception {
        for (String lab : labs) {
            HarnessProcess down = start("lab", "down", lab);
            down.awaitEnd();
            down.close();
        }
    }

    @Test
    void aFaultInOneLabIsNoneInTheOtherAndNoCommandGuessesWhichIsMeant() throws Exception {
        buildTwoLabs();
        Ended guess = run("lab", "fault", "add", "ip-forward-off");
        assertThat(guess.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(guess.text().lines().toList()).hasSizeLessThanOrEqualTo(2);
        assertThat(guess.text()).contains(labs).contains("--lab");

        assertThat(run("lab", "fault", "add", "ip-forward-off", "--lab", labs.getFirst()))
                .extracting(Ended::exitCode)
                .isEqualTo(ExitCode.PASS);
        Ended other = run("lab", "fault", "clear", "random-loss", "--lab", labs.getFirst());
        assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(other.text()).contains("which has: ip-forward-off");
        assertThat(forwards(labs.getFirst())).isEqualTo("0");
        assertThat(forwards(labs.getLast())).isEqualTo("1");

        assertThat(run("lab", "down", labs.getFirst()).exitCode()).isZero();
        Machine.assertNothingLeftOf(labs.removeFirst());
        assertThat(forwards(labs.getFirst())).isEqualTo("1");
    }

    @Test
    @Tag("full")
    void twoRunsBesideTwoLabsEachSayWhatIsTrueOfTheirOwn() throws Exception {
        buildTwoLabs();
        try (HarnessProcess broken =
                        start(
                                "diagnose",
                                "--modes",
                                "vxlan",
                                "--fault",
                                "pod-mtu-too-large",
                                "--out",
                                dir.resolve("broken").toString());
                HarnessProcess healthy =
                        start(
                                "diagnose",
                                "--modes",
                                "vxlan",
                                "--out",
                                dir.resolve("healthy").toString())) {
            assertThat(broken.awaitEnd()).as(broken.text()).isEqualTo(ExitCode.FAILED);
            assertThat(healthy.awaitEnd()).as(healthy.text()).isEqualTo(ExitCode.PASS);
            assertThat(labs)
                    .allSatisfy(lab ->
                            assertThat(healthy.text())
                                    .contains("lab " + lab + " stands here and is not looked at"));
        }
        assertThat(run("clean").text()).contains("nothing to clean").contains(labs);
    }

    private void buildTwoLabs() throws Exception {
        try (HarnessProcess one = start("lab", "up", "--modes", "vxlan");
                HarnessProcess two = start("lab", "up", "--modes", "vxlan")) {
            for (HarnessProcess each : List.of(one, two)) {
                assertThat(each.awaitEnd()).as(each.text()).isZero();
                Matcher id = LAB_ID.matcher(each.text());
                assertThat(id.find()).as(each.text()).isTrue();
                labs.add(id.group(1));
            }
        }
        assertThat(labs).doesNotHaveDuplicates();
        assertThat(run("lab", "status").text()).contains(labs);
    }

    private String forwards(String lab) throws Exception {
        Ended read =
                run(
                        "lab",
                        "shell",
                        "node2",
                        "--lab",
                        lab,
                        "--",
                        "cat",
                        "/proc/sys/net/ipv4/ip_forward");
        assertThat(read.exitCode()).as(read.text()).isZero();
        return read.text().strip();
    }

    private record Ended(int exitCode, String text) {}

    private Ended run(String... arguments) throws Exception {
        try (HarnessProcess harness = start(arguments)) {
            int exitCode = harness.awaitEnd();
            return new Ended(exitCode, harness.text());
        }
    }

    private HarnessProcess start(String... arguments) throws Exception {
        return HarnessProcess.start(
                Map.of("WIREGAUGE_STATE", dir.resolve("state").toString()), arguments);
    }
}
