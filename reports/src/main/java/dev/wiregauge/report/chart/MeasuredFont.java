package dev.wiregauge.report.chart;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.font.TextAttribute;
import java.awt.geom.Rectangle2D;
import java.text.AttributedCharacterIterator;
import java.util.Locale;
import java.util.Map;

/// A font that is measured from a table and never drawn.
///
/// An SVG names its fonts and leaves drawing to the viewer, so no font of this machine is needed,
/// and a server may have none at all: then every question to a plain AWT font ends in "No physical
/// fonts found". The widths are those of a common sans serif in thousandths of the size; the
/// viewer's own font differs from them by a few percent, which the layout of a chart forgives.
final class MeasuredFont extends Font {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_CHARACTER = ' ';
    private static final int OTHER_WIDTH = 600;
    private static final float ASCENT = .93f;
    private static final float DESCENT = .22f;

    /// From blank to tilde.
    private static final int[] WIDTHS = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
        722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
        667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
        556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,
        500, 334, 260, 334, 584
    };

    MeasuredFont(int style, int size) {
        super(SANS_SERIF, style, size);
    }

    double width(CharSequence text) {
        long thousandths = text.chars().mapToLong(MeasuredFont::width).sum();
        return thousandths * getSize2D() / 1000;
    }

    private static int width(int character) {
        int index = character - FIRST_CHARACTER;
        return index >= 0 && index < WIDTHS.length ? WIDTHS[index] : OTHER_WIDTH;
    }

    FontMetrics metrics() {
        return new Metrics(this);
    }

    private Rectangle2D bounds(CharSequence text) {
        float height = (ASCENT + DESCENT) * getSize2D();
        return new Rectangle2D.Double(0, -ASCENT * getSize2D(), width(text), height);
    }

    @Override
    public String getFamily() {
        return SANS_SERIF;
    }

    @Override
    public String getFamily(Locale locale) {
        return SANS_SERIF;
    }

    @Override
    public Font deriveFont(float size) {
        return new MeasuredFont(getStyle(), Math.round(size));
    }

    @Override
    public Font deriveFont(int style) {
        return new MeasuredFont(style, getSize());
    }

    @Override
    public Font deriveFont(Map<? extends AttributedCharacterIterator.Attribute, ?> attributes) {
        return attributes.get(TextAttribute.SIZE) instanceof Number size
                ? new MeasuredFont(getStyle(), Math.round(size.floatValue()))
                : this;
    }

    @Override
    public LineMetrics getLineMetrics(String text, FontRenderContext context) {
        return new Line(getSize2D(), text.length());
    }

    @Override
    public Rectangle2D getStringBounds(String text, FontRenderContext context) {
        return bounds(text);
    }

    private static final class Metrics extends FontMetrics {
        private static final long serialVersionUID = 1L;
        private final MeasuredFont measured;

        Metrics(MeasuredFont measured) {
            super(measured);
            this.measured = measured;
        }

        @Override
        public int getAscent() {
            return Math.round(ASCENT * measured.getSize2D());
        }

        @Override
        public int getDescent() {
            return Math.round(DESCENT * measured.getSize2D());
        }

        @Override
        public int stringWidth(String text) {
            return (int) Math.ceil(measured.width(text));
        }

        @Override
        public int charWidth(char character) {
            return stringWidth(String.valueOf(character));
        }

        @Override
        public int charsWidth(char[] characters, int offset, int length) {
            return stringWidth(String.valueOf(characters, offset, length));
        }
    }

    private static final class Line extends LineMetrics {
        private final float size;
        private final int characters;

        Line(float size, int characters) {
            this.size = size;
            this.characters = characters;
        }

        @Override
        public int getNumChars() {
            return characters;
        }

        @Override
        public float getAscent() {
            return ASCENT * size;
        }

        @Override
        public float getDescent() {
            return DESCENT * size;
        }

        @Override
        public float getLeading() {
            return 0;
        }

        @Override
        public float getHeight() {
            return (ASCENT + DESCENT) * size;
        }

        @Override
        public int getBaselineIndex() {
            return Font.ROMAN_BASELINE;
        }

        @Override
        public float[] getBaselineOffsets() {
            return new float[] {0, -.4f * size, -.8f * size};
        }

        @Override
        public float getStrikethroughOffset() {
            return -.3f * size;
        }

        @Override
        public float getStrikethroughThickness() {
            return .05f * size;
        }

        @Override
        public float getUnderlineOffset() {
            return .1f * size;
        }

        @Override
        public float getUnderlineThickness() {
            return .05f * size;
        }
    }
}
