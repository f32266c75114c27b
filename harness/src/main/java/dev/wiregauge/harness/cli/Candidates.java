package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.lab.LabFaults;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.ScenarioReader;

import java.util.Arrays;
import java.util.Iterator;

/// The values that a shell offers for arguments whose type does not tell them. picocli builds these
/// by itself; nothing here refuses other values.
final class Candidates {
    private Candidates() {}

    static final class Modes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Mode.values()).map(Mode::id).iterator();
        }
    }

    static final class Scenarios implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ScenarioReader.CATALOG.iterator();
        }
    }

    static final class Faults implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return LabFaults.all().stream().map(LabFaults.Summary::id).iterator();
        }
    }
}
