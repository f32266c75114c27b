package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.inspect.CaptureFindings;
import dev.wiregauge.harness.inspect.LocalInspector;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.inspect.InspectionHtml;
import dev.wiregauge.report.inspect.InspectionText;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Inspection;
import dev.wiregauge.result.InspectionReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The packet verdicts on captures that someone else took.
@Command(
        name = "inspect",
        description = "Show encapsulation, overhead, MTU and NAT evidence in capture files.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Reads pcap and pcapng without libpcap and without root. With several files, each is",
            "compared with the first: the same packets under other addresses are NAT.",
            "Exit code 1 where a fault was found, 2 where a file is no capture.",
            "",
            "Examples:",
            "  wiregauge inspect node1.pcap",
            "  wiregauge inspect before-nat.pcap after-nat.pcap",
            "  tcpdump -i eth0 -c 1000 -w - | wiregauge inspect -"
        })
final class InspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..8",
            paramLabel = "FILE",
            description = "Capture files; - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--json", description = "Print the facts and findings as one JSON object.")
    private boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page as well.")
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--flows",
            paramLabel = "N",
            defaultValue = "10",
            description = "Flows listed for each file, up to 50 (default: ${DEFAULT-VALUE}).")
    private int flows;

    @Override
    public Integer call() {
        if (flows < 0 || flows > 50) {
            throw new ParameterException(
                    spec.commandLine(), "--flows is " + flows + ", allowed: 0 to 50");
        }
        InspectionReport report;
        try {
            report = inspect();
        } catch (AgentRefusedException e) {
            return refused(e.getMessage());
        }
        Optional<String> noCapture = noCapture(report);
        if (noCapture.isPresent()) {
            return refused(noCapture.get());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(RecordJson.write(report, InspectionReport.class));
        } else {
            InspectionText.lines(report, flows, Integer.MAX_VALUE).forEach(out::println);
        }
        out.flush();
        if (html.isPresent()) {
            OutputFile.write(html.get(), InspectionHtml.page(report, flows));
        }
        return exitCode(report);
    }

    /// @throws AgentRefusedException if a file cannot be opened; the message names it
    private InspectionReport inspect() {
        Inspection inspection =
                new LocalInspector(AgentProgram.installed(), ProcessHandle.current().pid())
                        .inspect(files);
        return new InspectionReport(inspection, CaptureFindings.of(inspection));
    }

    /// The first file that is none.
    private static Optional<String> noCapture(InspectionReport report) {
        return report.inspection().captures().stream()
                .filter(capture -> capture.format().equals("unknown"))
                .findFirst()
                .map(capture -> capture.file() + ": " + capture.problem().orElse("not a capture"));
    }

    /// One line, in place of a page about nothing.
    private int refused(@Nullable String why) {
        spec.commandLine().getErr().println("wiregauge: " + why);
        return ExitCode.USAGE;
    }

    private static int exitCode(InspectionReport report) {
        boolean fault =
                report.findings().stream()
                        .anyMatch(f -> f.severity().compareTo(Finding.Severity.ERROR) >= 0);
        return fault ? ExitCode.FAILED : ExitCode.PASS;
    }
}
