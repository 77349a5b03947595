package io.jenkins.plugins.modelgate.profile;

import java.nio.ByteBuffer;

/** Numbers of a few bits each, the lowest first, as Parquet packs them. */
final class Bits {
    private final ByteBuffer in;
    private long held;
    private int holds;

    Bits(ByteBuffer in) {
        this.in = in;
    }

    /** The next number of at most 64 bits. */
    long next(int width) {
        return width <= Integer.SIZE ? few(width) : few(Integer.SIZE) | few(width - Integer.SIZE) << Integer.SIZE;
    }

    private long few(int width) {
        while (holds < width) {
            held |= (in.get() & 0xffL) << holds;
            holds += Byte.SIZE;
        }
        long number = held & (1L << width) - 1;
        held >>>= width;
        holds -= width;
        return number;
    }

    /** What is left of a byte is no number. */
    void align() {
        held = 0;
        holds = 0;
    }

    /** A number in groups of seven bits, the lowest first. */
    static long unsigned(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte some = in.get();
            number |= (some & 0x7fL) << shift;
            if (some >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    /** The same with the sign as the lowest bit. */
    static long signed(ByteBuffer in) {
        long number = unsigned(in);
        return number >>> 1 ^ -(number & 1);
    }
}
