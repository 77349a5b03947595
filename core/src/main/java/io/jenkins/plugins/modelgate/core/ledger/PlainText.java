package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Observer;

/** Strangers' text, made safe to stand within a line of ours. */
final class PlainText {
    private static final String MARKDOWN = "\\`*_{}[]<>()#!|&~$:@\"'^=";

    private PlainText() {}

    /**
     * One line without characters that cannot be seen, at most {@code max} code points. The ranges are written out: what
     * the ledger writes must not depend on the version of Unicode that a Java platform knows.
     */
    static String line(String text, int max) {
        StringBuilder line = new StringBuilder();
        int[] codePoints = text.codePoints().toArray();
        for (int i = 0; i < Math.min(max, codePoints.length); i++) {
            int c = codePoints[i];
            if (breaksLines(c)) {
                line.append(' ');
            } else if (hides(c)) {
                line.append("<U+%04X>".formatted(c));
            } else {
                line.appendCodePoint(c);
            }
        }
        return (codePoints.length > max ? line.append('…') : line).toString().trim();
    }

    private static boolean breaksLines(int c) {
        return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
    }

    /** Turns the direction of writing, has no width, or is half a character. */
    private static boolean hides(int c) {
        return c == 0xAD
                || c == 0x61C
                || c == 0x180E
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x206F)
                || (c >= 0xD800 && c <= 0xDFFF)
                || c == 0xFEFF
                || (c >= 0xFFF0 && c <= 0xFFFB)
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    /** As {@link #line}, and nothing in it is Markdown, HTML or a link. */
    static String markdown(String text, int max) {
        StringBuilder escaped = new StringBuilder();
        line(text, max).codePoints().forEach(c -> {
            if (MARKDOWN.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(c);
        });
        return escaped.toString().replaceAll("(?i)www\\.", "www\\\\.");
    }

    static String actor(Actor actor) {
        return (actor.kind() == Actor.Kind.JOB ? "job " : "")
                + line(actor.name(), 200)
                + (actor.observer() == Observer.CLAIMED ? " (claimed)" : "");
    }
}
