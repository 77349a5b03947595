package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** JSON for people: indented. */
final class PrettyJson {
    private PrettyJson() {}

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "\n");
        return text.toString();
    }

    private static void write(StringBuilder text, Object value, String newLine) {
        String inner = newLine + "  ";
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            text.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
                Map.Entry<?, ?> entry = entries.next();
                text.append(inner).append(scalar(entry.getKey())).append(": ");
                write(text, entry.getValue(), inner);
                text.append(entries.hasNext() ? "," : newLine);
            }
            text.append('}');
        } else if (value instanceof Collection<?> list && !list.isEmpty()) {
            text.append('[');
            for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                text.append(inner);
                write(text, items.next(), inner);
                text.append(items.hasNext() ? "," : newLine);
            }
            text.append(']');
        } else {
            text.append(scalar(value));
        }
    }

    /** The canonicalizer takes objects and arrays only. */
    private static String scalar(Object value) {
        String list = new String(CanonicalJson.bytes(new Object[] {value}), StandardCharsets.UTF_8);
        return list.substring(1, list.length() - 1);
    }
}
