package io.jenkins.plugins.modelgate.dvc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The contents of a directory as DVC keeps them in a {@code .dir} object: Python's {@code json.dumps} of a list of {@code md5} and {@code relpath}, sorted by code point.
 *
 * @param entries in any order; {@link #bytes} sorts
 */
public record Listing(List<Entry> entries) {
    /**
     * One file.
     *
     * @param path relative to the directory, with {@code /}
     * @param md5 of its bytes, 32 hex digits
     */
    public record Entry(String path, String md5) {}

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxStringLength(1 << 16)
                    .maxNumberLength(100)
                    .build())
            .build();

    public Listing {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a {@code .dir} object, which is hostile until proved: paths that are absolute, lead out ({@code ..}), come twice or hold
     * NUL are refused. Another order than DVC's is tolerated; fields but {@code md5} and {@code relpath} are passed over.
     *
     * @throws NoSuchFileException if it is not there
     * @throws DvcException if it is no listing
     */
    static Listing read(Path object) throws NoSuchFileException {
        Set<String> seen = new HashSet<>();
        List<Entry> entries = new ArrayList<>();
        each(object, unique(object, seen, entries::add));
        return new Listing(entries);
    }

    private static Predicate<Entry> unique(Path object, Set<String> seen, Consumer<Entry> consumer) {
        return entry -> {
            if (!seen.add(entry.path())) {
                throw DvcException.invalid(object, "lists ‘" + entry.path() + "’ twice");
            }
            consumer.accept(entry);
            return true;
        };
    }

    /**
     * Reads as {@link #read(Path)} does, in bounded memory if the order is DVC's, giving each entry as it comes; in another order
     * some come twice. All that was given is void if this throws.
     *
     * @throws NoSuchFileException if it is not there
     */
    static void read(Path object, Consumer<Entry> consumer) throws NoSuchFileException {
        if (!each(object, new InOrder(consumer))) {
            // Only without the order does finding duplicates need a set of all.
            each(object, unique(object, new HashSet<>(), consumer));
        }
    }

    /** Passes entries on as long as they are in order. */
    private static final class InOrder implements Predicate<Entry> {
        private final Consumer<Entry> consumer;
        private String last = "";

        InOrder(Consumer<Entry> consumer) {
            this.consumer = consumer;
        }

        @Override
        public boolean test(Entry entry) {
            if (Names.CODE_POINT_ORDER.compare(last, entry.path()) >= 0) {
                return false;
            }
            last = entry.path();
            consumer.accept(entry);
            return true;
        }
    }

    /** Whether all entries were wanted. */
    private static boolean each(Path object, Predicate<Entry> wanted) throws NoSuchFileException {
        try (InputStream in = Files.newInputStream(object);
                JsonParser parser = JSON.createParser(in)) {
            return each(object, parser, wanted);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw DvcException.invalid(
                    object,
                    "is no listing of a directory: " + e.getOriginalMessage().replace('\n', ' '));
        } catch (IOException e) {
            throw DvcException.unreadable(object, e);
        }
    }

    private static boolean each(Path object, JsonParser parser, Predicate<Entry> wanted) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw DvcException.invalid(object, "is no listing of a directory: it must be a list");
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            if (!wanted.test(entry(object, parser))) {
                return false;
            }
        }
        if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
            throw DvcException.invalid(object, "is no listing of a directory: it must be a list of mappings");
        }
        return true;
    }

    private static Entry entry(Path object, JsonParser parser) throws IOException {
        String md5 = "";
        String path = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("md5") && value == JsonToken.VALUE_STRING) {
                md5 = parser.getText();
            } else if (field.equals("relpath") && value == JsonToken.VALUE_STRING) {
                path = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (!MD5.matcher(md5).matches()) {
            throw DvcException.invalid(object, "lists ‘" + path + "’ without an MD5 hash");
        }
        checkPath(object, path);
        return new Entry(path, md5);
    }

    /** Refuses what could lead out of the directory. */
    static void checkPath(Path file, String path) {
        boolean bad = path.isEmpty()
                || path.startsWith("/")
                || path.endsWith("/")
                || path.indexOf('\0') >= 0
                || path.matches("[A-Za-z]:[/\\\\].*")
                || List.of(path.split("[/\\\\]", -1)).contains("..")
                || List.of(path.split("/", -1)).contains("");
        if (bad) {
            throw DvcException.invalid(
                    file, "lists the path ‘" + path.replace('\0', '?') + "’, which may not be in a directory");
        }
    }

    /** The bytes of the {@code .dir} object. */
    public byte[] bytes() {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::path, Names.CODE_POINT_ORDER));
        Writer writer = new Writer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(sorted.size() * 96 + 2);
        for (Entry entry : sorted) {
            int length = writer.entry(entry.path(), HexFormat.of().parseHex(entry.md5()));
            bytes.write(writer.buffer(), 0, length);
        }
        bytes.writeBytes(writer.end());
        return bytes.toByteArray();
    }

    /** The hash of the directory. */
    public DataHash hash() {
        return DataHash.md5(HexFormat.of().formatHex(Md5.newDigest().digest(bytes())) + ".dir");
    }

    /** Writes the object piece by piece: entries come in order, each in a buffer that is used again. */
    static final class Writer {
        private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] HEAD = "{\"md5\": \"".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] MIDDLE = "\", \"relpath\": \"".getBytes(StandardCharsets.US_ASCII);
        private byte[] buffer = new byte[512];
        private int length;
        private boolean first = true;

        byte[] buffer() {
            return buffer;
        }

        /** Puts an entry into the buffer and says how long it is. */
        int entry(String path, byte[] md5) {
            length = 0;
            int needed = path.length() * 6 + 80;
            if (buffer.length < needed) {
                buffer = new byte[needed * 2];
            }
            if (first) {
                put('[');
            } else {
                put(',');
                put(' ');
            }
            first = false;
            put(HEAD);
            for (byte b : md5) {
                buffer[length++] = HEX[b >> 4 & 15];
                buffer[length++] = HEX[b & 15];
            }
            put(MIDDLE);
            for (int i = 0; i < path.length(); i++) {
                escaped(path.charAt(i));
            }
            put('"');
            put('}');
            return length;
        }

        byte[] end() {
            return (first ? "[]" : "]").getBytes(StandardCharsets.US_ASCII);
        }

        private void put(char c) {
            buffer[length++] = (byte) c;
        }

        private void put(byte[] bytes) {
            System.arraycopy(bytes, 0, buffer, length, bytes.length);
            length += bytes.length;
        }

        /** As Python's json with ensure_ascii. */
        private void escaped(char c) {
            int simple = "\"\\\n\r\t\b\f".indexOf(c);
            if (simple >= 0) {
                put('\\');
                put("\"\\nrtbf".charAt(simple));
            } else if (c >= ' ' && c < 0x7f) {
                put(c);
            } else {
                put('\\');
                put('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    buffer[length++] = HEX[c >> shift & 15];
                }
            }
        }
    }
}
