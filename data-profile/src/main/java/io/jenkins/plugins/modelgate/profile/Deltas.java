package io.jenkins.plugins.modelgate.profile;

import java.nio.ByteBuffer;

/** Whole numbers as packed differences: Parquet's encoding {@code DELTA_BINARY_PACKED}. Takes no memory, whatever is announced. */
final class Deltas {
    private final ByteBuffer in;
    private final Bits bits;
    private final long perPart;
    private final int parts;
    private final long total;
    private long read;
    private long last;
    private long least;
    private ByteBuffer widths;
    private int width;
    private long leftOfPart;

    Deltas(ByteBuffer in) {
        this.in = in;
        bits = new Bits(in);
        long block = Bits.unsigned(in);
        long count = Bits.unsigned(in);
        total = Bits.unsigned(in);
        last = Bits.signed(in);
        if (count < 1 || count > block || block > 1 << 30 || block % (count * Byte.SIZE) != 0 || total < 0) {
            throw new IllegalArgumentException(
                    "blocks of " + block + " differences in " + count + " parts, " + total + " in all");
        }
        parts = (int) count;
        perPart = block / count;
        widths = in.slice(in.position(), 0);
    }

    long next() {
        if (read == total) {
            throw new IllegalArgumentException("fewer numbers than values");
        }
        if (read++ > 0) {
            if (leftOfPart == 0) {
                begin();
            }
            leftOfPart--;
            last += least + bits.next(width);
        }
        return last;
    }

    private void begin() {
        if (!widths.hasRemaining()) {
            least = Bits.signed(in);
            widths = in.slice(in.position(), parts);
            in.position(in.position() + parts);
        }
        width = width(widths);
        bits.align();
        leftOfPart = perPart;
    }

    private static int width(ByteBuffer widths) {
        int width = widths.get();
        if (width < 0 || width > Long.SIZE) {
            throw new IllegalArgumentException("differences of " + width + " bits");
        }
        return width;
    }

    /** Where what follows these numbers begins; nothing of them has been read yet. */
    ByteBuffer rest() {
        ByteBuffer rest = in.duplicate();
        for (long left = total - 1; left > 0; left -= perPart * parts) {
            Bits.signed(rest);
            ByteBuffer some = rest.slice(rest.position(), parts);
            rest.position(rest.position() + parts);
            for (long part = 0; part < parts && part * perPart < left; part++) {
                rest.position(Math.toIntExact(rest.position() + width(some) * perPart / Byte.SIZE));
            }
        }
        return rest.slice();
    }
}
