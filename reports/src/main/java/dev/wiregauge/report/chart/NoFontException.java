package dev.wiregauge.report.chart;

/// A picture cannot be drawn because AWT finds no font on this machine.
public final class NoFontException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoFontException(Throwable cause) {
        super(
                "PNG needs a font and this machine has none: install fontconfig and a font, such as"
                        + " fonts-dejavu-core; report.html and its SVG need none",
                cause);
    }
}
