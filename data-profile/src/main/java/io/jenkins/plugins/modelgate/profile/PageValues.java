package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;

/**
 * The values of a page that are there, one after the other (<a
 * href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">encodings</a>). Nothing that a page announces takes
 * memory; what it has not ends in a {@link RuntimeException}.
 */
interface PageValues {
    /** For where none can be. */
    PageValues NONE = () -> {
        throw new IllegalArgumentException("values that are not there");
    };

    /** The next one's bits; of bytes, their {@link #offset} and {@link #length} in {@link #bytes}. */
    long next();

    /** In which the last value lies; empty unless values are bytes. */
    default byte[] bytes() {
        return new byte[0];
    }

    static long place(int offset, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("a value of " + length + " bytes");
        }
        return (long) offset << Integer.SIZE | length;
    }

    static int offset(long place) {
        return (int) (place >> Integer.SIZE);
    }

    static int length(long place) {
        return (int) place;
    }

    /**
     * Reads values.
     *
     * @param size of how many bytes values of a fixed length are
     * @param dictionary null if there was none
     * @param in the rest of the page
     * @throws UnsupportedOperationException if they are encoded in a way that is not known
     */
    static PageValues of(Encoding encoding, Type type, int size, @CheckForNull Dictionary dictionary, ByteBuffer in) {
        ByteBuffer values = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        return switch (encoding) {
            case PLAIN -> plain(type, size, values);
            case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                dictionary == null ? NONE : dictionary.chosen(new Runs(values, values.get()));
            case RLE -> truths(type, values);
            case DELTA_BINARY_PACKED -> deltas(type, values);
            case DELTA_LENGTH_BYTE_ARRAY -> ByteValues.withLengths(require(type == Type.BYTE_ARRAY, values));
            case DELTA_BYTE_ARRAY ->
                new ByteValues.Prefixed(require(type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY, values));
            case BYTE_STREAM_SPLIT ->
                new ByteValues.Split(
                        type, width(type, size), require(width(type, size) > 0 && type != Type.INT96, values));
            default -> throw new UnsupportedOperationException(encoding.name());
        };
    }

    private static ByteBuffer require(boolean fits, ByteBuffer values) {
        if (!fits) {
            throw new IllegalArgumentException("an encoding that is not for its type");
        }
        return values;
    }

    private static PageValues truths(Type type, ByteBuffer values) {
        require(type == Type.BOOLEAN, values).getInt();
        return new Runs(values, 1)::next;
    }

    private static PageValues deltas(Type type, ByteBuffer values) {
        Deltas deltas = new Deltas(require(type == Type.INT32 || type == Type.INT64, values));
        return type == Type.INT64 ? deltas::next : () -> (int) deltas.next();
    }

    /** Of how many bytes a value is; 0 if that differs. */
    static int width(Type type, int size) {
        return switch (type) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> size;
            case BOOLEAN, BYTE_ARRAY -> 0;
        };
    }

    /** Values as they are, the lowest byte first. */
    static PageValues plain(Type type, int size, ByteBuffer values) {
        return switch (type) {
            case BOOLEAN -> {
                Bits bits = new Bits(values);
                yield () -> bits.next(1);
            }
            case INT32, FLOAT -> values::getInt;
            case INT64, DOUBLE -> values::getLong;
            case INT96, FIXED_LEN_BYTE_ARRAY -> new ByteValues.Slices(() -> width(type, size), values);
            case BYTE_ARRAY -> new ByteValues.Slices(values::getInt, values);
        };
    }
}
