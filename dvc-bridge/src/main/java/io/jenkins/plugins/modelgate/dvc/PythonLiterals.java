package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters in a Python file, as DVC finds them in its syntax tree: assignments of literals to one name at the top level,
 * in classes (as a mapping named after the class), and to {@code self.x} in {@code __init__}. Whatever else is there does not count;
 * nothing is executed.
 */
final class PythonLiterals {
    private static final int MAX_DEPTH = 100;

    private final Path file;
    private final List<PythonTokens.Line> lines;
    private int at;

    private PythonLiterals(Path file, List<PythonTokens.Line> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads a file's parameters.
     *
     * @throws DvcException if a bracket or a text is not closed
     */
    static Map<Object, Object> parse(Path file, String text) {
        PythonLiterals parser = new PythonLiterals(file, PythonTokens.lines(file, text));
        return parser.block(0, false, 0);
    }

    /** The statements from here that are indented by at least {@code indent}. */
    private Map<Object, Object> block(int indent, boolean selfOnly, int depth) {
        Map<Object, Object> found = new LinkedHashMap<>();
        if (depth > MAX_DEPTH) {
            throw DvcException.invalid(file, "nests classes more than " + MAX_DEPTH + " levels deep");
        }
        while (at < lines.size() && lines.get(at).indent() >= indent) {
            PythonTokens.Line line = lines.get(at++);
            if (line.indent() == indent || indent == 0 && line.indent() == 0) {
                statement(line, selfOnly, depth, found);
            }
            // A deeper line belongs to a compound statement that is of no interest.
        }
        return found;
    }

    private void statement(PythonTokens.Line line, boolean selfOnly, int depth, Map<Object, Object> found) {
        List<String> tokens = line.tokens();
        if (tokens.get(0).equals("class") && tokens.size() > 1) {
            found.put(tokens.get(1), body(line, false, depth));
        } else if (tokens.get(0).equals("def")
                && tokens.size() > 1
                && tokens.get(1).equals("__init__")) {
            found.putAll(body(line, true, depth));
        } else if (!PythonTokens.isCompound(tokens.get(0))) {
            for (List<String> simple : split(tokens, ";")) {
                assignment(simple, selfOnly, found);
            }
        }
    }

    /** The suite of a class or function: on the same line after the colon, or the indented block below. */
    private Map<Object, Object> body(PythonTokens.Line head, boolean selfOnly, int depth) {
        int colon = colon(head.tokens());
        if (colon >= 0 && colon + 1 < head.tokens().size()) {
            Map<Object, Object> found = new LinkedHashMap<>();
            for (List<String> simple :
                    split(head.tokens().subList(colon + 1, head.tokens().size()), ";")) {
                assignment(simple, selfOnly, found);
            }
            return found;
        }
        boolean deeper = at < lines.size() && lines.get(at).indent() > head.indent();
        return deeper ? block(lines.get(at).indent(), selfOnly, depth + 1) : new LinkedHashMap<>();
    }

    private static int colon(List<String> tokens) {
        int open = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            open += PythonTokens.isOpen(token) ? 1 : PythonTokens.isClose(token) ? -1 : 0;
            if (open == 0 && token.equals(":")) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<String>> split(List<String> tokens, String separator) {
        List<List<String>> parts = new ArrayList<>();
        int open = 0;
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            open += PythonTokens.isOpen(token) ? 1 : PythonTokens.isClose(token) ? -1 : 0;
            if (open == 0 && token.equals(separator)) {
                parts.add(tokens.subList(start, i));
                start = i + 1;
            }
        }
        parts.add(tokens.subList(start, tokens.size()));
        return parts;
    }

    private static void assignment(List<String> tokens, boolean selfOnly, Map<Object, Object> found) {
        List<List<String>> sides = split(tokens, "=");
        if (sides.size() != 2) {
            return;
        }
        // An annotated assignment: name ‘:’ type ‘=’ value.
        List<String> target = split(sides.get(0), ":").get(0);
        String name = target(target, selfOnly);
        if (name == null) {
            return;
        }
        try {
            found.put(name, new PythonValue(sides.get(1)).whole());
        } catch (PythonValue.NotALiteral e) {
            // DVC passes over what is not a literal, too.
            return;
        }
    }

    @CheckForNull
    private static String target(List<String> target, boolean selfOnly) {
        if (target.size() == 1 && PythonTokens.isName(target.get(0))) {
            return selfOnly ? null : target.get(0);
        }
        boolean self = target.size() == 3
                && target.get(0).equals("self")
                && target.get(1).equals(".")
                && PythonTokens.isName(target.get(2));
        return self ? target.get(2) : null;
    }
}
