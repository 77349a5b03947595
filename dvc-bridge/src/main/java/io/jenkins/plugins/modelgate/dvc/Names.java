package io.jenkins.plugins.modelgate.dvc;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * File names as DVC knows them: UTF-8, whatever the locale of this process is; bytes that are not UTF-8 become the lone
 * surrogates U+DC80 to U+DCFF, as Python has it (PEP 383). Java maps names by the locale instead, and in the C locale, common
 * on build agents, loses all that is not ASCII; the URI of a path has its raw bytes.
 */
final class Names {
    /** Whether the locale's encoding of file names is UTF-8, so that Java's own conversion is right for valid names. */
    private static final boolean UTF8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding")) || isWindows();

    /** By code point, as Python sorts; {@code String.compareTo} sorts by UTF-16 units, which differs above U+FFFF. */
    static final Comparator<String> CODE_POINT_ORDER = Names::compare;

    private Names() {}

    private static boolean isWindows() {
        return java.io.File.separatorChar == '\\';
    }

    /** The last name of a path. */
    static String of(Path path) {
        Path file = path.getFileName();
        if (file == null) {
            return "";
        }
        String name = file.toString();
        return clean(name) ? name : last(path.toUri().getRawPath());
    }

    private static boolean clean(String name) {
        boolean ascii = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\uFFFD') {
                return false;
            }
            ascii &= c < 0x80;
        }
        // In the C locale Java decodes what it can't map as U+FFFD or ‘?’.
        return UTF8 || ascii && name.indexOf('?') < 0;
    }

    private static String last(String rawPath) {
        String trimmed = rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        return decode(unescape(trimmed.substring(trimmed.lastIndexOf('/') + 1)));
    }

    private static byte[] unescape(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /** Decodes UTF-8, each invalid byte as a lone surrogate. */
    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return decoder.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return decodeLoosely(bytes, decoder);
        }
    }

    private static String decodeLoosely(byte[] bytes, CharsetDecoder decoder) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        decoder.reset();
        while (in.hasRemaining()) {
            decoder.decode(in, out, true);
            if (in.hasRemaining()) {
                out.put((char) (0xDC00 + (in.get() & 0xFF)));
            }
        }
        return out.flip().toString();
    }

    /** Whether it has no bytes that are not UTF-8. A loop, not a stream: it is called for each file, also by a JVM that just started. */
    private static boolean isUnicode(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0xDC80 && name.charAt(i) <= 0xDCFF) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The inverse of {@link #decode}. */
    static byte[] encode(String name) {
        byte[] plain = name.getBytes(StandardCharsets.UTF_8);
        if (isUnicode(name)) {
            return plain;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length);
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            if (point >= 0xDC80 && point <= 0xDCFF) {
                bytes.write(point - 0xDC00);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            i += Character.charCount(point);
        }
        return bytes.toByteArray();
    }

    /** The same name, but for bytes that are no UTF-8, which JSON can't have: they stand as {@code \\xNN}. */
    static String printable(String name) {
        if (isUnicode(name)) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(point -> {
            if (point >= 0xDC80 && point <= 0xDCFF) {
                text.append(String.format("\\x%02x", point - 0xDC00));
            } else {
                text.appendCodePoint(point);
            }
        });
        return text.toString();
    }

    /**
     * The path below a folder.
     *
     * @param folder absolute
     * @param relative with {@code /}; empty = the folder itself
     */
    static Path resolve(Path folder, String relative) {
        if (relative.isEmpty()) {
            return folder;
        }
        if (isAscii(relative) || UTF8 && isUnicode(relative)) {
            return folder.resolve(relative);
        }
        String base = folder.toUri().getRawPath();
        return Path.of(URI.create("file://" + (base.endsWith("/") ? base : base + "/") + escape(relative)));
    }

    private static String escape(String relative) {
        StringBuilder raw = new StringBuilder();
        for (byte b : encode(relative)) {
            if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/' || b == '.') {
                raw.append((char) b);
            } else {
                raw.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return raw.toString();
    }

    /** The path from a folder to something below it, with {@code /}; empty if they are the same. */
    static String relativize(Path folder, Path below) {
        StringBuilder text = new StringBuilder();
        for (Path at = below; at != null; at = at.getParent()) {
            if (at.equals(folder)) {
                return text.toString();
            }
            text.insert(0, text.isEmpty() ? of(at) : of(at) + "/");
        }
        throw new IllegalArgumentException(below + " is not below " + folder);
    }

    /** Joins and normalizes as {@code posixpath.normpath} does; {@code ..} may lead out. */
    static String join(String folder, String relative) {
        String joined = relative.startsWith("/") ? relative : folder.isEmpty() ? relative : folder + "/" + relative;
        boolean absolute = joined.startsWith("/");
        java.util.ArrayDeque<String> parts = new java.util.ArrayDeque<>();
        for (String part : joined.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                parts.addLast(part);
            } else if (!parts.isEmpty() && !parts.peekLast().equals("..")) {
                parts.removeLast();
            } else if (!absolute) {
                parts.addLast(part);
            }
        }
        return (absolute ? "/" : "") + String.join("/", parts);
    }

    /** Whether {@code path} is {@code folder} or below it; an empty folder holds all. */
    static boolean within(String folder, String path) {
        return folder.isEmpty()
                || path.startsWith(folder) && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Only where both differ and a surrogate is involved does the UTF-16 order deviate.
                return Character.isSurrogate(x) || Character.isSurrogate(y)
                        ? Integer.compare(pointAt(a, i), pointAt(b, i))
                        : x - y;
            }
        }
        return a.length() - b.length();
    }

    /** The code point that covers the unit at {@code i}; in equal prefixes a low surrogate belongs to its pair. */
    private static int pointAt(String text, int i) {
        int start = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i)) ? i - 1 : i;
        return text.codePointAt(start);
    }
}
