package io.jenkins.plugins.modelgate.profile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.apache.parquet.format.Type;

/** Values that are bytes. */
final class ByteValues {
    private ByteValues() {}

    /** One after the other. */
    record Slices(IntSupplier lengths, ByteBuffer in) implements PageValues {
        @Override
        public long next() {
            int length = lengths.getAsInt();
            long place = PageValues.place(in.arrayOffset() + in.position(), length);
            in.position(Math.addExact(in.position(), length));
            return place;
        }

        @Override
        public byte[] bytes() {
            return in.array();
        }
    }

    /** First all lengths, then the bytes. */
    static PageValues withLengths(ByteBuffer in) {
        Deltas lengths = new Deltas(in);
        return new Slices(() -> Math.toIntExact(lengths.next()), lengths.rest());
    }

    /** First how much of the value before begins each one, then the lengths of what follows that, then what follows. */
    static final class Prefixed implements PageValues {
        private final Deltas prefixes;
        private final PageValues suffixes;
        private byte[] value = new byte[64];
        private int length;

        Prefixed(ByteBuffer in) {
            prefixes = new Deltas(in);
            suffixes = withLengths(prefixes.rest());
        }

        @Override
        public long next() {
            long prefix = prefixes.next();
            long suffix = suffixes.next();
            int more = PageValues.length(suffix);
            if (prefix < 0 || prefix > length || prefix + more > CsvReading.MOST_LETTERS) {
                throw new IllegalArgumentException(
                        "a value of " + prefix + " and " + more + " bytes after one of " + length);
            }
            length = (int) prefix + more;
            if (length > value.length) {
                value = Arrays.copyOf(value, Math.max(length, 2 * value.length));
            }
            System.arraycopy(suffixes.bytes(), PageValues.offset(suffix), value, (int) prefix, more);
            return PageValues.place(0, length);
        }

        @Override
        public byte[] bytes() {
            return value;
        }
    }

    /** First the first byte of all values, then the second, and so on. */
    static final class Split implements PageValues {
        private final Type type;
        private final ByteBuffer in;
        private final int step;
        private final byte[] value;
        private int at;

        Split(Type type, int width, ByteBuffer in) {
            this.type = type;
            this.in = in;
            value = new byte[width];
            step = in.remaining() / width;
        }

        @Override
        public long next() {
            long bits = 0;
            for (int i = 0; i < value.length; i++) {
                value[i] = in.get(at + i * step);
                bits |= (value[i] & 0xffL) << i * Byte.SIZE;
            }
            at++;
            return switch (type) {
                case INT32 -> (int) bits;
                case FIXED_LEN_BYTE_ARRAY -> PageValues.place(0, value.length);
                default -> bits;
            };
        }

        @Override
        public byte[] bytes() {
            return value;
        }
    }
}
