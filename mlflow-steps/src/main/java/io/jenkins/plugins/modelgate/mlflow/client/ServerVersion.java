package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MLflow's version.
 *
 * @param text as the server says it
 */
public record ServerVersion(int major, int minor, String text) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})[.\\w+-]{0,40}");

    /**
     * Reads such as {@code 3.17.2}.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    static ServerVersion of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("‘" + Text.oneLine(text) + "’ is not a version of MLflow");
        }
        return new ServerVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), text);
    }

    /** Whether it is one that Model Gate is tested with: 2.22 and later of 2, and 3. */
    public boolean supported() {
        return major == 3 || major == 2 && minor >= 22;
    }

    @Override
    public String toString() {
        return text;
    }
}
