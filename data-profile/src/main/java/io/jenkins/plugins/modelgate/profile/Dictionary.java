package io.jenkins.plugins.modelgate.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Type;

/** The different values of a column in a group of rows. */
final class Dictionary {
    /** Of more texts, none is kept. */
    private static final int MOST_TEXTS = 1 << 16;

    private final long[] entries;
    private final byte[] bytes;
    private final String[] texts;

    /**
     * Reads one.
     *
     * @param count how many values it announces
     * @param size of how many bytes values of a fixed length are
     */
    Dictionary(int count, Type type, int size, byte[] bytes) {
        // Each value takes a place in memory, and bytes here.
        if (count < 0 || count > bytes.length / Math.max(1, PageValues.width(type, size))) {
            throw new IllegalArgumentException("a dictionary of " + count + " values in " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        entries = new long[count];
        texts = new String[type == Type.BYTE_ARRAY && count <= MOST_TEXTS ? count : 0];
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        PageValues values = PageValues.plain(type, size, in);
        for (int i = 0; i < count; i++) {
            entries[i] = values.next();
        }
    }

    /** Makes a text of bytes. */
    interface Decoding {
        String text(long place, byte[] bytes) throws InvalidDataException;
    }

    /** The values at these places. */
    Chosen chosen(Runs places) {
        return new Chosen(places);
    }

    /** Values of this dictionary. */
    final class Chosen implements PageValues {
        private final Runs places;

        Chosen(Runs places) {
            this.places = places;
        }

        @Override
        public long next() {
            return entries[places.next()];
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        /** The next one as a text; each is made once. */
        String nextText(Decoding decoding) throws InvalidDataException {
            int place = places.next();
            if (place >= texts.length) {
                return decoding.text(entries[place], bytes);
            }
            String text = texts[place];
            if (text == null) {
                text = decoding.text(entries[place], bytes);
                texts[place] = text;
            }
            return text;
        }
    }
}
