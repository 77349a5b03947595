package io.jenkins.plugins.modelgate.dvc;

/** A set of MD5 hashes in 16 bytes each, for the names of a million objects. */
final class Md5Set {
    private long[] slots = new long[1 << 11];
    private int size;
    private boolean hasZero;

    void add(long high, long low) {
        if (high == 0 && low == 0) {
            hasZero = true;
            return;
        }
        if (size * 4 > slots.length) {
            grow();
        }
        int slot = slot(high, low);
        if (slots[slot] == 0 && slots[slot + 1] == 0) {
            slots[slot] = high;
            slots[slot + 1] = low;
            size++;
        }
    }

    boolean contains(long high, long low) {
        if (high == 0 && low == 0) {
            return hasZero;
        }
        int slot = slot(high, low);
        return slots[slot] == high && slots[slot + 1] == low;
    }

    /** Where the hash is, or would be. */
    private int slot(long high, long low) {
        int mask = slots.length - 1;
        long mixed = high * 0x9E3779B97F4A7C15L ^ low;
        int slot = (int) (mixed ^ mixed >>> 32) << 1 & mask;
        while ((slots[slot] != 0 || slots[slot + 1] != 0) && (slots[slot] != high || slots[slot + 1] != low)) {
            slot = slot + 2 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[before.length * 2];
        size = 0;
        for (int i = 0; i < before.length; i += 2) {
            if (before[i] != 0 || before[i + 1] != 0) {
                add(before[i], before[i + 1]);
            }
        }
    }

    void add(String hex) {
        add(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    boolean contains(String hex) {
        return contains(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }
}
