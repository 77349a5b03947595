package io.jenkins.plugins.modelgate.dvc;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The logical lines of a Python file, cut into tokens; comments are left out, texts keep their quotes and prefixes. */
final class PythonTokens {
    private static final Set<String> COMPOUND = Set.of(
            "class", "def", "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "async", "match",
            "case", "@");
    private static final Pattern TEXT_START = Pattern.compile("([A-Za-z]{0,2})(\"\"\"|'''|\"|')");
    private static final Pattern NUMBER = Pattern.compile(
            "0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)(?:[eE][-+]?[0-9_]+)?[jJ]?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern OPERATOR =
            Pattern.compile("\\*\\*=|//=|>>=|<<=|\\.\\.\\.|[-+*/%&|^@:=!<>]=|->|\\*\\*|//|<<|>>|[^\\s\\p{L}\\p{N}_]");

    private final Path file;
    private final String text;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();
    private int at;
    private int row = 1;

    private PythonTokens(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** One logical line, which is not empty. */
    record Line(int indent, List<String> tokens) {}

    static List<Line> lines(Path file, String text) {
        String unix = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new PythonTokens(file, unix.replace("\r\n", "\n").replace('\r', '\n')).all();
    }

    static boolean isOpen(String token) {
        return token.equals("(") || token.equals("[") || token.equals("{");
    }

    static boolean isClose(String token) {
        return token.equals(")") || token.equals("]") || token.equals("}");
    }

    static boolean isName(String token) {
        return NAME.matcher(token).matches();
    }

    static boolean isCompound(String first) {
        return COMPOUND.contains(first);
    }

    private List<Line> all() {
        while (at < text.length()) {
            int indent = indent();
            List<String> tokens = new ArrayList<>();
            while (token(tokens)) {
                // All the work is in the condition.
            }
            if (!tokens.isEmpty()) {
                lines.add(new Line(indent, tokens));
            }
        }
        if (!open.isEmpty()) {
            throw DvcException.invalid(file, open.peek(), "not valid Python: a bracket is not closed");
        }
        return lines;
    }

    private int indent() {
        int width = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ' ') {
                width++;
            } else if (c == '\t') {
                width = (width / 8 + 1) * 8;
            } else if (c != '\f') {
                break;
            }
        }
        return width;
    }

    /** Takes one token; false at the end of a logical line. */
    private boolean token(List<String> tokens) {
        skipBlanks();
        if (at >= text.length()) {
            return false;
        }
        if (text.charAt(at) == '\n') {
            at++;
            row++;
            return !open.isEmpty();
        }
        Matcher start = TEXT_START.matcher(text).region(at, text.length());
        if (start.lookingAt()) {
            tokens.add(quoted(start.group(2), start.end(), start.group(1)));
            return true;
        }
        String token = match(NUMBER, match(NAME, match(OPERATOR, text.substring(at, at + 1))));
        bracket(token);
        tokens.add(token);
        at += token.length();
        return true;
    }

    private String match(Pattern pattern, String otherwise) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() && matcher.end() > at ? matcher.group() : otherwise;
    }

    private void bracket(String token) {
        if (isOpen(token)) {
            open.push(row);
        } else if (isClose(token)) {
            if (open.isEmpty()) {
                throw DvcException.invalid(file, row, "not valid Python: ‘" + token + "’ closes nothing");
            }
            open.pop();
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
                row++;
            } else if (c == ' ' || c == '\t' || c == '\f') {
                at++;
            } else {
                return;
            }
        }
    }

    private String quoted(String quote, int bodyStart, String prefix) {
        int begin = at;
        int startRow = row;
        for (int i = bodyStart; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                row += i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                i++;
            } else if (text.startsWith(quote, i)) {
                at = i + quote.length();
                return text.substring(begin, at);
            } else if (c == '\n') {
                if (quote.length() == 1) {
                    break;
                }
                row++;
            }
        }
        throw DvcException.invalid(file, startRow, "not valid Python: the text " + prefix + quote + " is not closed");
    }
}
