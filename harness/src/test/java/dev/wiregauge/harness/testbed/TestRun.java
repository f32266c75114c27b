package dev.wiregauge.harness.testbed;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Names of labs that tests build: no two alike, so that two test runs on a machine do not meet.
public final class TestRun {
    private TestRun() {}

    public static String newId() {
        return "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(2);
    }
}
