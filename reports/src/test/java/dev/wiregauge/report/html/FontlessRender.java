package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.result.RunFolder;

import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/// A process of its own: renders, says how long it took, and whether AWT finds a font here.
final class FontlessRender {
    private FontlessRender() {}

    public static void main(String[] arguments) {
        long startNs = System.nanoTime();
        RunFolder folder = RunFolder.open(Path.of(arguments[0]));
        ReportFiles.write(folder, Comparison.of(folder));
        System.out.println("rendered in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
        try {
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                    .createGraphics()
                    .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 11))
                    .stringWidth("x");
            System.out.println("AWT has a font");
        } catch (RuntimeException | Error e) {
            System.out.println("AWT has no font: " + e);
        }
    }
}
