package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One literal of Python, as {@code ast.literal_eval} takes it. */
final class PythonValue {
    private static final int MAX_DEPTH = 100;

    private final List<String> tokens;
    private int at;
    private int depth;

    PythonValue(List<String> tokens) {
        this.tokens = tokens;
    }

    /** It is something else than a literal. */
    static final class NotALiteral extends Exception {
        private static final long serialVersionUID = 1;

        NotALiteral() {
            super(null, null, false, false);
        }
    }

    /** The value of all tokens; several with commas are a tuple, which is a list here. */
    @CheckForNull
    Object whole() throws NotALiteral {
        Object first = value();
        if (at == tokens.size()) {
            return first;
        }
        List<Object> tuple = new ArrayList<>();
        tuple.add(first);
        while (at < tokens.size()) {
            expect(",");
            if (at < tokens.size()) {
                tuple.add(value());
            }
        }
        return tuple;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private void expect(String token) throws NotALiteral {
        if (!peek().equals(token)) {
            throw new NotALiteral();
        }
        at++;
    }

    @CheckForNull
    private Object value() throws NotALiteral {
        if (++depth > MAX_DEPTH) {
            throw new NotALiteral();
        }
        Object value = operand();
        depth--;
        // A sum, a call, a subscript, … is no literal.
        if (at < tokens.size() && !List.of(",", ")", "]", "}", ":").contains(peek())) {
            throw new NotALiteral();
        }
        return value;
    }

    @CheckForNull
    private Object operand() throws NotALiteral {
        String token = peek();
        at++;
        return switch (token) {
            case "-" -> negate(signed());
            case "+" -> number(signed());
            case "True" -> true;
            case "False" -> false;
            case "None" -> null;
            case "(" -> parenthesis();
            case "[" -> items("]");
            case "{" -> braces();
            default -> atom(token);
        };
    }

    @CheckForNull
    private Object signed() throws NotALiteral {
        if (++depth > MAX_DEPTH) {
            throw new NotALiteral();
        }
        Object value = operand();
        depth--;
        return value;
    }

    private static Object number(@CheckForNull Object value) throws NotALiteral {
        if (value instanceof Number) {
            return value;
        }
        throw new NotALiteral();
    }

    private static Object negate(@CheckForNull Object value) throws NotALiteral {
        if (value instanceof Double number) {
            return -number;
        }
        if (value instanceof Long || value instanceof BigInteger) {
            return Yaml.shrink(new BigInteger(value.toString()).negate());
        }
        throw new NotALiteral();
    }

    @CheckForNull
    private Object parenthesis() throws NotALiteral {
        if (peek().equals(")")) {
            at++;
            return new ArrayList<>();
        }
        Object first = value();
        if (peek().equals(")")) {
            at++;
            return first;
        }
        List<Object> tuple = new ArrayList<>();
        tuple.add(first);
        expect(",");
        tuple.addAll(items(")"));
        return tuple;
    }

    private List<Object> items(String close) throws NotALiteral {
        List<Object> list = new ArrayList<>();
        while (!peek().equals(close)) {
            list.add(value());
            if (!peek().equals(close)) {
                expect(",");
            }
        }
        at++;
        return list;
    }

    private Object braces() throws NotALiteral {
        if (peek().equals("}")) {
            at++;
            return new LinkedHashMap<>();
        }
        Object first = value();
        if (!peek().equals(":")) {
            if (peek().equals(",")) {
                at++;
            }
            List<Object> set = new ArrayList<>();
            set.add(first);
            set.addAll(items("}"));
            return new ArrayList<>(new LinkedHashSet<>(set));
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        expect(":");
        map.put(first, value());
        while (!peek().equals("}")) {
            expect(",");
            if (!peek().equals("}")) {
                Object key = value();
                expect(":");
                map.put(key, value());
            }
        }
        at++;
        return map;
    }

    private Object atom(String token) throws NotALiteral {
        if (!isText(token)) {
            return number(token);
        }
        StringBuilder text = new StringBuilder(text(token));
        for (; isText(peek()); at++) {
            text.append(text(peek()));
        }
        return text.toString();
    }

    private static boolean isText(String token) {
        return token.endsWith("\"") || token.endsWith("'");
    }

    private static Number number(String token) throws NotALiteral {
        String plain = token.replace("_", "").toLowerCase(Locale.ROOT);
        try {
            if (plain.startsWith("0x")) {
                return Yaml.shrink(new BigInteger(plain.substring(2), 16));
            }
            if (plain.startsWith("0o")) {
                return Yaml.shrink(new BigInteger(plain.substring(2), 8));
            }
            if (plain.startsWith("0b")) {
                return Yaml.shrink(new BigInteger(plain.substring(2), 2));
            }
            if (plain.isEmpty()
                    || !Character.isDigit(plain.charAt(0)) && plain.charAt(0) != '.'
                    || plain.endsWith("j")) {
                throw new NotALiteral();
            }
            return plain.chars().allMatch(Character::isDigit)
                    ? Yaml.shrink(new BigInteger(plain))
                    : (Number) Double.valueOf(plain);
        } catch (NumberFormatException e) {
            throw new NotALiteral();
        }
    }

    private static String text(String token) throws NotALiteral {
        int quote = 0;
        while (token.charAt(quote) != '"' && token.charAt(quote) != '\'') {
            quote++;
        }
        String prefix = token.substring(0, quote).toLowerCase(Locale.ROOT);
        if (prefix.contains("f") || prefix.contains("b") || prefix.contains("t")) {
            throw new NotALiteral();
        }
        int length = token.startsWith("\"\"\"", quote) || token.startsWith("'''", quote) ? 3 : 1;
        String body = token.substring(quote + length, token.length() - length);
        return prefix.contains("r") ? body : unescape(body);
    }

    private static String unescape(String body) throws NotALiteral {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = body.charAt(++i);
            int simple = "\\'\"abfnrtv".indexOf(escape);
            if (simple >= 0) {
                text.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
            } else if (escape == 'x' || escape == 'u' || escape == 'U') {
                int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
                text.appendCodePoint(hex(body, i + 1, digits));
                i += digits;
            } else if (escape >= '0' && escape <= '7') {
                int end = i;
                while (end < body.length() && end < i + 3 && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
                    end++;
                }
                text.appendCodePoint(Integer.parseInt(body, i, end, 8));
                i = end - 1;
            } else if (escape == 'N') {
                throw new NotALiteral();
            } else if (escape != '\n') {
                text.append('\\').append(escape);
            }
        }
        return text.toString();
    }

    private static int hex(String body, int from, int digits) throws NotALiteral {
        try {
            int point = Integer.parseInt(body, from, Math.min(body.length(), from + digits), 16);
            if (from + digits <= body.length() && Character.isValidCodePoint(point)) {
                return point;
            }
        } catch (NumberFormatException e) {
            throw new NotALiteral();
        }
        throw new NotALiteral();
    }
}
