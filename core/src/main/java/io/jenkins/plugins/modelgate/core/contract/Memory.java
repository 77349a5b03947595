package io.jenkins.plugins.modelgate.core.contract;

/** What the columns of one table may use together to find values that are there twice; not for several threads. */
public final class Memory {
    /** Of eight bytes. */
    private static final int PLACES = 1 << 23;

    private int left = PLACES;

    /** Whether so many more places are there; they are taken then. */
    boolean take(int places) {
        if (places > left) {
            return false;
        }
        left -= places;
        return true;
    }

    void giveBack(int places) {
        left += places;
    }
}
