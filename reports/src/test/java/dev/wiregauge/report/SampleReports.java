package dev.wiregauge.report;

import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.RunFolder;

import java.nio.file.Path;

/// Writes sample run folders for looking at: `SampleReports DIR`.
final class SampleReports {
    private SampleReports() {}

    public static void main(String[] arguments) {
        Path root = Path.of(arguments[0]);
        RunFolder quick = new SampleRun(7, "quick").write(root.resolve("quick"));
        RunFolder standard = new SampleRun(11, "standard").write(root.resolve("standard"));
        RunFolder plain = new SampleRun(7, "quick").vxlanRoutedPlain().write(root.resolve("plain"));
        for (RunFolder folder : new RunFolder[] {quick, standard, plain}) {
            Comparison comparison = Comparison.of(folder);
            System.out.println(TerminalTable.render(comparison, 120, false));
            System.out.println(ReportFiles.write(folder, comparison));
        }
    }
}
