package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Observer;

/** Strangers' text, made safe to stand within a line of ours. */
final class PlainText {
    private static final String MARKDOWN = "\\`*_{}[]<>()#!|&~$:@\"'^=";

    private PlainText() {}

    /**
     * One line without characters that cannot be seen, at most {@code max} code points.
     */
    static String line(String text, int max) {
        StringBuilder line = new StringBuilder();
        int[] codePoints = text.codePoints().toArray();
        for (int i = 0; i < Math.min(max, codePoints.length); i++) {
            int c = codePoints[i];
            if (breaksLines(c)) {
                line.append(' ');
            } else if (!Shown.isVisible(c)) {
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
