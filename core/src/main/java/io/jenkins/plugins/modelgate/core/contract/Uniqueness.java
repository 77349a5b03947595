package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Whether no value is there twice. Values in order, such as running numbers, need no memory; others are kept as hashes of 64
 * bits while memory lasts, so that two different ones are taken for the same with a probability below 10⁻⁶.
 */
final class Uniqueness {
    private final Memory memory;
    private final int column;
    private long[] places = new long[0];
    private int used;
    private boolean unasked;
    private boolean full;
    private boolean twice;
    private boolean rising = true;
    private long count;
    private long last;

    @CheckForNull
    private String lastText;

    Uniqueness(Memory memory) {
        this.memory = memory;
        column = memory.join();
    }

    /** A number and its hash. */
    void add(long number, long hash) {
        if (unasked || twice || full && !rising) {
            return;
        }
        rising = rising && (count == 0 || number > last);
        last = number;
        add(hash);
    }

    void add(String text) {
        if (unasked || twice || full && !rising) {
            return;
        }
        rising = rising && (count == 0 || lastText != null && text.compareTo(lastText) > 0);
        lastText = text;
        add(hash(text));
    }

    private void add(long hash) {
        count++;
        if (full) {
            return;
        }
        if ((used + 1L) * 2 > places.length && !grow()) {
            full = true;
            release();
            return;
        }
        twice = !put(places, hash);
        used++;
        if (twice) {
            release();
        }
    }

    /** Nobody asks whether such values are unique. */
    void giveUp() {
        if (!unasked) {
            unasked = true;
            release();
        }
    }

    private void release() {
        memory.swap(column, places.length, 0);
        places = new long[0];
    }

    private boolean grow() {
        int size = Math.max(64, places.length * 2);
        if (!memory.swap(column, places.length, size)) {
            return false;
        }
        long[] bigger = new long[size];
        for (long hash : places) {
            if (hash != 0) {
                put(bigger, hash);
            }
        }
        places = bigger;
        return true;
    }

    private static boolean put(long[] places, long hash) {
        long some = hash == 0 ? 1 : hash;
        int i = (int) (some >>> 17) & places.length - 1;
        while (places[i] != 0) {
            if (places[i] == some) {
                return false;
            }
            i = i + 1 & places.length - 1;
        }
        places[i] = some;
        return true;
    }

    /** FNV-1a of 64 bits (G. Fowler, L. C. Noll, K.-P. Vo), over letters. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ hash >>> 32;
    }

    /** Null if it was not found out. */
    @CheckForNull
    Boolean answer() {
        if (unasked || full && !rising) {
            return null;
        }
        return !twice;
    }
}
