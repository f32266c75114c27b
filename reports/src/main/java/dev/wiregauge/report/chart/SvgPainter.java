package dev.wiregauge.report.chart;

import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.entity.ChartEntity;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

/// Draws a chart as an SVG element whose colours come from the page.
final class SvgPainter {
    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int DECIMALS = 2;

    private SvgPainter() {}

    static String paint(Chart chart) {
        Document document =
                GenericDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setPrecision(DECIMALS);
        context.setComment("");
        context.setGraphicContextDefaults(defaults());
        context.setIDGenerator(new PrefixedIds(chart.id()));
        Canvas canvas = new Canvas(context);
        ChartRenderingInfo info = new ChartRenderingInfo();
        Rectangle2D area = new Rectangle2D.Double(0, 0, chart.width(), chart.height());
        chart.drawing().apply(Palette.CLASSES).draw(canvas, area, info);
        Element root = canvas.getRoot();
        canvas.dispose();
        dress(root, chart);
        inkByClass(root);
        prefixDefinitions(root, chart.id());
        addTargets(root, info);
        return write(root);
    }

    /// Batik would ask AWT for the name of its own default font.
    private static SVGGeneratorContext.GraphicContextDefaults defaults() {
        SVGGeneratorContext.GraphicContextDefaults defaults =
                new SVGGeneratorContext.GraphicContextDefaults();
        defaults.setFont(Theme.LABEL);
        return defaults;
    }

    /// Measures text without any font of this machine.
    private static final class Canvas extends SVGGraphics2D {
        Canvas(SVGGeneratorContext context) {
            super(context, false);
        }

        @Override
        public FontMetrics getFontMetrics(Font font) {
            return font instanceof MeasuredFont measured
                    ? measured.metrics()
                    : new MeasuredFont(font.getStyle(), font.getSize()).metrics();
        }
    }

    private static final class PrefixedIds extends SVGIDGenerator {
        private final String prefix;
        private int next;

        PrefixedIds(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String generateID(String kind) {
            return prefix + "-" + kind + next++;
        }
    }

    private static void dress(Element root, Chart chart) {
        while (root.getAttributes().getLength() > 0) {
            root.removeAttribute(root.getAttributes().item(0).getNodeName());
        }
        String id = chart.id();
        root.setAttribute("viewBox", "0 0 " + chart.width() + " " + chart.height());
        root.setAttribute("role", "img");
        root.setAttribute("aria-labelledby", id + "-title " + id + "-desc");
        root.setAttribute("class", "chart");
        // Batik leaves out what equals the defaults that it wrote on the root
        root.setAttribute("font-size", String.valueOf(Theme.LABEL.getSize()));
        Element desc = child(root, "desc", id + "-desc", chart.description());
        root.insertBefore(desc, root.getFirstChild());
        Element heading = child(root, "title", id + "-title", chart.title());
        root.insertBefore(heading, root.getFirstChild());
    }

    private static Element child(Element parent, String name, String id, String text) {
        Element element = parent.getOwnerDocument().createElementNS(SVG, name);
        element.setAttribute("id", id);
        element.setTextContent(text);
        return element;
    }

    /// Replaces each stand-in colour by the class of its role, and drops what merely repeats SVG's
    /// own defaults or names a font: those are the page's to choose.
    private static void inkByClass(Element element) {
        List<String> classes = new ArrayList<>();
        for (Ink ink : Ink.values()) {
            if (ink.rgb().equals(element.getAttribute("fill"))) {
                element.removeAttribute("fill");
                classes.add(ink.filled());
            }
            if (ink.rgb().equals(element.getAttribute("stroke"))) {
                element.removeAttribute("stroke");
                classes.add(ink.stroked());
            }
        }
        if (!classes.isEmpty()) {
            element.setAttribute("class", String.join(" ", classes));
        }
        element.removeAttribute("font-family");
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child) {
                inkByClass(child);
            }
        }
    }

    /// Batik names this one group without asking its id generator.
    private static void prefixDefinitions(Element root, String prefix) {
        NodeList groups = root.getElementsByTagNameNS("*", "defs");
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            if ("genericDefs".equals(group.getAttribute("id"))) {
                group.setAttribute("id", prefix + "-defs");
            }
        }
    }

    /// Above each mark that stands for a trial lies an invisible link to that trial.
    private static void addTargets(Element root, ChartRenderingInfo info) {
        Document document = root.getOwnerDocument();
        for (Object each : info.getEntityCollection().getEntities()) {
            ChartEntity entity = (ChartEntity) each;
            if (entity.getURLText() == null || entity.getToolTipText() == null) {
                continue;
            }
            Rectangle2D area = entity.getArea().getBounds2D();
            Element link = document.createElementNS(SVG, "a");
            link.setAttribute("href", entity.getURLText());
            Element tip = document.createElementNS(SVG, "title");
            tip.setTextContent(entity.getToolTipText());
            Element target = document.createElementNS(SVG, "circle");
            target.setAttribute("class", "target");
            target.setAttribute("cx", number(area.getCenterX()));
            target.setAttribute("cy", number(area.getCenterY()));
            target.setAttribute("r", "6");
            target.appendChild(tip);
            link.appendChild(target);
            root.appendChild(link);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String write(Node root) {
        StringWriter out = new StringWriter();
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(root), new StreamResult(out));
        } catch (TransformerException e) {
            throw new IllegalStateException("a chart could not be written as XML", e);
        }
        return out.toString();
    }
}
