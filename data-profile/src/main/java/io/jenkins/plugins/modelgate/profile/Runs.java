package io.jenkins.plugins.modelgate.profile;

import java.nio.ByteBuffer;

/** Small numbers as runs of one of them, or packed in bits: Parquet's encoding {@code RLE}. Takes no memory, whatever is announced. */
final class Runs {
    private final ByteBuffer in;
    private final Bits bits;
    private final int width;
    private long left;
    private boolean packed;
    private int same;

    /** @param width of how many bits each number is */
    Runs(ByteBuffer in, int width) {
        if (width < 0 || width > Integer.SIZE) {
            throw new IllegalArgumentException("numbers of " + width + " bits");
        }
        this.in = in;
        this.width = width;
        bits = new Bits(in);
    }

    /** The next number, unsigned. */
    int next() {
        while (left == 0) {
            begin();
        }
        left--;
        return packed ? (int) bits.next(width) : same;
    }

    private void begin() {
        long header = Bits.unsigned(in);
        packed = (header & 1) == 1;
        left = packed ? (header >>> 1) * Byte.SIZE : header >>> 1;
        bits.align();
        if (!packed) {
            same = (int) bits.next((width + Byte.SIZE - 1) / Byte.SIZE * Byte.SIZE);
        }
    }
}
