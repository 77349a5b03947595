package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes HTML: whatever comes in as text goes out as text, and every element that is opened is closed. */
final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn; one whose value is null is left out
     */
    Html open(String tag, @CheckForNull String... attributes) {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, Object text, @CheckForNull String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** An element of the kind that has no end. */
    Html single(String tag, @CheckForNull String... attributes) {
        start(tag, attributes);
        return this;
    }

    Html text(Object text) {
        out.append(escape(text.toString()));
        return this;
    }

    /** Text of our own that is no text: the style sheet. */
    Html raw(String trusted) {
        out.append(trusted);
        return this;
    }

    private void start(String tag, @CheckForNull String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ')
                        .append(attributes[i])
                        .append("=\"")
                        .append(escape(attributes[i + 1]))
                        .append('"');
            }
        }
        out.append('>');
    }

    /** Characters that steer or reorder are shown as escapes, as on a terminal. */
    private static String escape(String text) {
        return Printable.lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("Not closed: " + open);
        }
        return out.toString();
    }
}
