package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes SVG that stands within HTML: texts and attributes are escaped. */
final class SvgWriter {
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    /** Who makes it cuts the names in it. */
    private static final int MOST_OF_A_TITLE = 4_000;

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter xml;

    SvgWriter(int width, int height, String title) {
        try {
            xml = FACTORY.createXMLStreamWriter(out);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        String shown = Shown.text(title, MOST_OF_A_TITLE);
        element(
                "svg",
                false,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                width,
                "height",
                height,
                "role",
                "img");
        attributes("class", "plot", "aria-label", shown, "font-size", "11", "fill", "currentColor");
        leaf("title", shown);
    }

    /** The document. */
    String end() {
        write(XMLStreamWriter::writeEndDocument);
        return out.toString();
    }

    void line(String name, double x1, double y1, double x2, double y2, boolean dashed) {
        element("line", true, "class", name, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
        stroke(dashed);
    }

    void polyline(String name, List<String> points, boolean dashed) {
        element("polyline", true, "class", name, "points", String.join(" ", points), "fill", "none");
        stroke(dashed);
    }

    private void circle(String name, double x, double y, boolean filled) {
        element("circle", true, "class", name, "cx", number(x), "cy", number(y), "r", filled ? "5" : "4.5");
        if (!filled) {
            attributes("fill", "none");
            stroke(false);
        }
    }

    private void diamond(String name, double x, double y) {
        List<String> corners = List.of(point(x, y - 6), point(x + 6, y), point(x, y + 6), point(x - 6, y));
        element("polygon", true, "class", name, "points", String.join(" ", corners));
    }

    /** Its form says the answer too: a disc passes, a diamond fails, a ring cannot be told. */
    void mark(Answer answer, double x, double y) {
        String name = answer.name().toLowerCase(Locale.ROOT);
        switch (answer) {
            case PASS -> circle(name, x, y, true);
            case INCONCLUSIVE -> circle(name, x, y, false);
            default -> diamond(name, x, y);
        }
    }

    void text(double x, double y, String anchor, String text) {
        element("text", false, "x", number(x), "y", number(y), "text-anchor", anchor);
        write(writer -> writer.writeCharacters(Shown.text(text)));
        write(XMLStreamWriter::writeEndElement);
    }

    static String point(double x, double y) {
        return number(x) + "," + number(y);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void stroke(boolean dashed) {
        attributes("stroke", "currentColor", "stroke-width", "1.5");
        if (dashed) {
            attributes("stroke-dasharray", "3 2");
        }
    }

    private void leaf(String name, String text) {
        element(name, false);
        write(writer -> writer.writeCharacters(text));
        write(XMLStreamWriter::writeEndElement);
    }

    private void element(String name, boolean empty, Object... attributes) {
        write(writer -> {
            if (empty) {
                writer.writeEmptyElement(name);
            } else {
                writer.writeStartElement(name);
            }
        });
        attributes(attributes);
    }

    private void attributes(Object... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            String name = attributes[i].toString();
            String value = attributes[i + 1].toString();
            write(writer -> writer.writeAttribute(name, value));
        }
    }

    /** A step of writing. */
    private interface Step {
        void on(XMLStreamWriter writer) throws XMLStreamException;
    }

    private void write(Step step) {
        try {
            step.on(xml);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
