package io.jenkins.plugins.modelgate.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

/** What pages may announce, and what comes of it. Whole files are read in {@link ParquetFileTest}. */
class PageValuesTest {
    private static final List<Encoding> ENCODINGS = List.of(Encoding.values());
    private static final List<Type> TYPES = List.of(Type.values());

    @Test
    void readsRunsAndPackedNumbers() {
        // The example of the format: 1 to 8 in three bits each; before it, five times 4.
        Runs runs = new Runs(bytes(5 << 1, 4, 1 << 1 | 1, 0b10001000, 0b11000110, 0b11111010), 3);
        assertThat(new int[] {runs.next(), runs.next(), runs.next(), runs.next(), runs.next()})
                .containsOnly(4);
        for (int number = 0; number < 8; number++) {
            assertThat(runs.next()).isEqualTo(number);
        }
        assertThatThrownBy(runs::next).isInstanceOf(RuntimeException.class);
    }

    @Test
    void readsDifferences() {
        // The example of the format: 7, 5, 3, 1, 2, 3, 4, 5.
        Deltas deltas = new Deltas(bytes(8, 1, 8, 7 << 1, 3, 2, 0b11000000, 0b00111111));
        for (long number : new long[] {7, 5, 3, 1, 2, 3, 4, 5}) {
            assertThat(deltas.next()).isEqualTo(number);
        }
        assertThatThrownBy(deltas::next).hasMessage("fewer numbers than values");
    }

    @Test
    void readsNumbersOfAllWidths() {
        Random random = new Random(1);
        for (int width = 0; width <= Long.SIZE; width++) {
            ByteBuffer bytes = ByteBuffer.allocate(8 * width + 8);
            random.nextBytes(bytes.array());
            Bits bits = new Bits(bytes);
            for (int i = 0; i < 64; i++) {
                assertThat(bits.next(width)).isEqualTo(slowly(bytes.array(), (long) i * width, width));
            }
        }
    }

    private static long slowly(byte[] bytes, long start, int width) {
        long number = 0;
        for (int i = 0; i < width; i++) {
            long at = start + i;
            number |= (long) (bytes[(int) (at / 8)] >> at % 8 & 1) << i;
        }
        return number;
    }

    /** Billions of values in a few bytes take no memory before they come. */
    @Test
    void takesNoMemoryForWhatIsAnnounced() {
        int[] billions = {0xff, 0xff, 0xff, 0xff, 0x7f};
        long before = allocated();
        Runs packed = new Runs(bytes(billions), 0);
        Runs same = new Runs(bytes(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 1);
        Deltas deltas = new Deltas(bytes(0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0, 0));
        for (int i = 0; i < 100; i++) {
            assertThat(packed.next()).isZero();
            assertThat(same.next()).isEqualTo(1);
            assertThat(deltas.next()).isZero();
        }
        assertThatThrownBy(() -> new Dictionary(Integer.MAX_VALUE, Type.BYTE_ARRAY, 0, new byte[100]))
                .hasMessage("a dictionary of 2147483647 values in 100 bytes");
        // A text that begins with a billion letters of the one before.
        PageValues texts = PageValues.of(
                Encoding.DELTA_BYTE_ARRAY,
                Type.BYTE_ARRAY,
                0,
                null,
                bytes(8, 1, 1, 0x80, 0x94, 0xeb, 0xdc, 3, 8, 1, 1, 0));
        assertThatThrownBy(texts::next).hasMessage("a value of 500000000 and 0 bytes after one of 0");
        assertThat(allocated() - before).isLessThan(10_000_000);
    }

    @Test
    void refusesWhatNoWriterWrites() {
        assertThatThrownBy(() -> new Deltas(bytes(8, 0, 1, 0))).hasMessageStartingWith("blocks of 8 differences");
        assertThatThrownBy(() -> new Deltas(bytes(0x80, 0x80, 0x80, 0x80, 0x10, 1, 1, 0)))
                .hasMessageStartingWith("blocks of 4294967296 differences");
        assertThatThrownBy(() -> new Deltas(bytes(8, 1, 2, 0, 0, 65)).rest()).hasMessage("differences of 65 bits");
        assertThatThrownBy(() -> new Runs(bytes(0), 33)).hasMessage("numbers of 33 bits");
        assertThatThrownBy(() -> PageValues.of(Encoding.DELTA_BINARY_PACKED, Type.DOUBLE, 0, null, bytes(8, 1, 1, 0)))
                .hasMessage("an encoding that is not for its type");
        assertThatThrownBy(() -> PageValues.of(Encoding.BIT_PACKED, Type.BOOLEAN, 0, null, bytes(1)))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(PageValues.of(Encoding.RLE_DICTIONARY, Type.INT32, 0, null, bytes(1))::next)
                .hasMessage("values that are not there");
    }

    /** Any bytes in any encoding end, in values or in an exception, and in little memory. */
    @Test
    void bearsAnyBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            Type type = TYPES.get(random.nextInt(TYPES.size()));
            long before = allocated();
            try {
                Dictionary dictionary = i % 2 == 0 ? null : new Dictionary(random.nextInt(8), type, 2, new byte[64]);
                PageValues values = PageValues.of(
                        ENCODINGS.get(random.nextInt(ENCODINGS.size())), type, 2, dictionary, ByteBuffer.wrap(bytes));
                for (int k = 0; k < 1_000; k++) {
                    long place = values.next();
                    if (isBytes(type)) {
                        assertThat(PageValues.offset(place) + PageValues.length(place))
                                .isLessThanOrEqualTo(values.bytes().length);
                    }
                }
            } catch (RuntimeException e) {
                // Refused.
            }
            assertThat(allocated() - before).isLessThan(4_000_000);
        }
    }

    private static boolean isBytes(Type type) {
        return type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY || type == Type.INT96;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }
}
