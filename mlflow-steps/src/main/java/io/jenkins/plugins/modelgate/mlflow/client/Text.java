package io.jenkins.plugins.modelgate.mlflow.client;

/** Text of others, made fit for one line of a message. */
final class Text {
    private static final int MAX_SHOWN = 300;

    private Text() {}

    /** Without control characters and line ends, cut where it is long. */
    static String oneLine(String text) {
        String line = text.substring(0, Math.min(text.length(), 4 * MAX_SHOWN))
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
    }
}
