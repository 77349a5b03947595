package io.jenkins.plugins.modelgate.cli;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** With decimal units and at most one place behind the point, such as {@code 12.3 MB}. */
    static String human(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 999.95) {
            amount /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
