package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

/// Draws a chart as a picture, for places that take no SVG.
final class PngPainter {
    /// Twice the size of the page, for screens with small pixels.
    private static final int SCALE = 2;

    private static final int TITLE_HEIGHT = 26;

    private PngPainter() {}

    static byte[] paint(Chart chart) {
        BufferedImage image =
                new BufferedImage(
                        chart.width() * SCALE,
                        (chart.height() + TITLE_HEIGHT) * SCALE,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            draw(chart, graphics);
        } catch (RuntimeException | Error e) {
            // Java says it in several ways: "Fontconfig head is null", NoClassDefFoundError,
            // InternalError
            if (isAboutFonts(e)) {
                throw new NoFontException(e);
            }
            throw e;
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException("a picture could not be written to memory", e);
        }
        return out.toByteArray();
    }

    private static void draw(Chart chart, Graphics2D graphics) {
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, chart.width(), chart.height() + TITLE_HEIGHT);
        graphics.setColor(Palette.LIGHT.of(Ink.TEXT));
        graphics.setFont(Theme.TITLE);
        graphics.drawString(chart.title(), 8, TITLE_HEIGHT - 8);
        graphics.translate(0, TITLE_HEIGHT);
        JFreeChart drawing = chart.drawing().apply(Palette.LIGHT);
        drawing.draw(graphics, new Rectangle2D.Double(0, 0, chart.width(), chart.height()));
    }

    private static boolean isAboutFonts(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.font.")
                    || frame.getClassName().equals("sun.awt.FontConfiguration")) {
                return true;
            }
        }
        return false;
    }
}
