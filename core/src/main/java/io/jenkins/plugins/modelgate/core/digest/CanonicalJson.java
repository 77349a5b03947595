package io.jenkins.plugins.modelgate.core.digest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.erdtman.jcs.JsonCanonicalizer;

/** JSON in the canonical form of RFC 8785, so that equal values have equal bytes and therefore equal digests. */
public final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(Long.class, new ExactInteger())
                    .addSerializer(long.class, new ExactInteger())
                    .addSerializer(BigInteger.class, new ExactInteger()))
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private CanonicalJson() {}

    /**
     * The canonical form.
     *
     * @param value a record, list, map, text, number, truth value or null
     * @throws IllegalArgumentException if JSON cannot express it, or not without loss: NaN and infinities, whole numbers
     *     that a double does not hold exactly, texts with half a surrogate pair
     */
    public static byte[] bytes(Object value) {
        try {
            // In a list, because the canonicalizer wants an object or a list.
            String list = new JsonCanonicalizer("[" + MAPPER.writeValueAsString(value) + "]").getEncodedString();
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(list, 1, list.length() - 1));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return result;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not expressible in JSON: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("Not expressible in JSON: a text has half a surrogate pair", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Not expressible in JSON: " + e.getMessage(), e);
        }
    }

    /** The SHA-256 of {@link #bytes}. */
    public static Sha256 digest(Object value) {
        return Sha256.of(bytes(value));
    }

    /** The same value as maps, lists, strings, numbers and truth values. */
    @SuppressWarnings("unchecked") // What is a record or map here is an object in JSON, and Jackson makes it a map.
    public static Map<String, Object> toMap(Object value) {
        return MAPPER.convertValue(value, LinkedHashMap.class);
    }

    /**
     * Makes a {@code type} of maps and lists, as strictly as {@link #read}.
     *
     * @throws IllegalArgumentException with one readable line, if {@code map} is not a {@code type}
     */
    public static <T> T fromMap(Map<String, ?> map, Class<T> type) {
        try {
            return MAPPER.convertValue(map, type);
        } catch (IllegalArgumentException e) {
            throw e.getCause() instanceof JsonProcessingException cause ? notValid(type, cause) : e;
        }
    }

    /**
     * Reads strictly: an unknown field, a duplicate field or trailing text is an error.
     *
     * @throws IllegalArgumentException with one readable line, if {@code json} is not a {@code type}
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new IllegalArgumentException("Not a valid " + type.getSimpleName() + ": it is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw notValid(type, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What our own constructors throw says it best; else Jackson's words without its class names and source excerpts. */
    private static IllegalArgumentException notValid(Class<?> type, JsonProcessingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException own && own.getMessage() != null) {
            return own;
        }
        String where = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream().map(CanonicalJson::step).collect(Collectors.joining("."))
                : "";
        return new IllegalArgumentException(
                "Not a valid " + type.getSimpleName() + (where.isEmpty() ? ": " : " at ‘" + Shown.text(where) + "’: ")
                        + problem(e),
                e);
    }

    private static String problem(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException) {
            return "unknown field";
        }
        if (e instanceof InvalidNullException) {
            return "null is no value; leave the field out";
        }
        if (e.getCause() instanceof NullPointerException missing) {
            return "‘" + missing.getMessage() + "’ is missing";
        }
        String message = e.getOriginalMessage()
                .replaceAll("\\s+", " ")
                .replaceAll(" \\((set|but could)[^()]*\\)", "")
                .replaceAll("`[\\w.$]*[.$](\\w+)[^`]*`", "‘$1’");
        return Shown.text(message);
    }

    private static String step(JsonMappingException.Reference step) {
        return step.getFieldName() != null ? step.getFieldName() : Integer.toString(step.getIndex());
    }

    /** RFC 8785 writes every number as a double, so that 2^53 + 1 would get the bytes, and the digest, of 2^53. */
    private static final class ExactInteger extends JsonSerializer<Number> {
        @Override
        public void serialize(Number value, JsonGenerator out, SerializerProvider provider) throws IOException {
            BigDecimal exact = new BigDecimal(value.toString());
            if (!Double.isFinite(value.doubleValue()) || exact.compareTo(new BigDecimal(value.doubleValue())) != 0) {
                throw new JsonMappingException(out, "the whole number " + value + " is too big to be kept exactly");
            }
            out.writeNumber(exact.toBigIntegerExact());
        }
    }
}
