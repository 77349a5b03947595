package io.jenkins.plugins.modelgate.dvc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parameter and metrics files, by their suffix as DVC does: {@code .json}, {@code .toml}, {@code .py}, all else YAML. */
final class DataFiles {
    /** No file that is parsed as a whole may be bigger. */
    static final int MAX_BYTES = 256 << 20;

    private static final int MAX_DEPTH = 100;

    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(MAX_BYTES)
            .maxNumberLength(4_000)
            .build();

    /** Made when the first such file is read; many projects have none. */
    private static final class Json {
        // Python's json takes NaN and the infinities, and of a name that comes twice, the last.
        static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                        .streamReadConstraints(BOUNDS)
                        .build())
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Likewise. */
    private static final class Toml {
        static final TomlMapper MAPPER = new TomlMapper(
                TomlFactory.builder().streamReadConstraints(BOUNDS).build());
    }

    private DataFiles() {}

    /**
     * The text of a file; null if there is none.
     *
     * @throws DvcException if it is too big, not UTF-8, or cannot be read
     */
    @CheckForNull
    static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw DvcException.invalid(file, "is bigger than " + (MAX_BYTES >> 20) + " MiB, too big to be read");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            return null;
        } catch (CharacterCodingException e) {
            throw DvcException.invalid(file, "is not valid UTF-8");
        } catch (IOException e) {
            throw DvcException.unreadable(file, e);
        }
    }

    /**
     * The values of a file, in Java's terms as {@link Yaml} has them; null if there is no file, an empty map if it is empty.
     *
     * @throws DvcException if it is broken
     */
    @CheckForNull
    static Object load(Path file) {
        String text = text(file);
        if (text == null) {
            return null;
        }
        String name = Names.of(file).toLowerCase(Locale.ROOT);
        Object value;
        if (name.endsWith(".json")) {
            value = json(file, text);
        } else if (name.endsWith(".toml")) {
            value = jackson(Toml.MAPPER, file, text, "TOML");
        } else if (name.endsWith(".py")) {
            value = PythonLiterals.parse(file, text);
        } else {
            value = Yaml.parse(file, text).value();
        }
        return value == null ? Map.of() : value;
    }

    @CheckForNull
    static Object json(Path file, String text) {
        return jackson(Json.MAPPER, file, text, "JSON");
    }

    @CheckForNull
    private static Object jackson(ObjectMapper mapper, Path file, String text, String language) {
        try {
            return plain(file, mapper.readValue(text, Object.class), 0);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
            throw DvcException.invalid(
                    file,
                    line,
                    "not valid " + language + ": " + e.getOriginalMessage().replace('\n', ' '));
        }
    }

    @CheckForNull
    private static Object plain(Path file, @CheckForNull Object value, int depth) {
        // TOML's dotted keys nest without a bracket.
        if (depth > MAX_DEPTH) {
            throw DvcException.invalid(file, "is nested more than " + MAX_DEPTH + " levels deep");
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, plain(file, item, depth + 1)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(plain(file, item, depth + 1)));
            return copy;
        }
        if (value instanceof BigInteger big) {
            return Yaml.shrink(big);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.doubleValue();
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
