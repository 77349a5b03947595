package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.regex.Pattern;

/** A filter of MLflow's search language, in which values are quoted safely. Conditions are joined by AND: there is no OR. */
public final class Filter {
    /** Everything. */
    public static final Filter ALL = new Filter("");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private final String text;

    private Filter(String text) {
        this.text = text;
    }

    /**
     * Such as {@code name = 'x'}.
     *
     * @param attribute an attribute that MLflow knows, such as {@code name}, {@code run_id}, {@code attributes.run_name}
     * @throws MlflowException.InvalidRequest if MLflow's language cannot express the value
     */
    public static Filter attribute(String attribute, String value) {
        return new Filter(attribute + " = " + quoted(value));
    }

    /** The tag {@code key} is exactly {@code value}. */
    public static Filter tag(String key, String value) {
        return new Filter("tags." + key(key) + " = " + quoted(value));
    }

    /**
     * The tag {@code key} has {@code part} somewhere in its value.
     *
     * @throws MlflowException.InvalidRequest if {@code part} has a {@code %} or {@code _}, which stand for others
     */
    public static Filter tagContains(String key, String part) {
        if (part.indexOf('%') >= 0 || part.indexOf('_') >= 0) {
            throw cannotSearch(part);
        }
        return new Filter("tags." + key(key) + " LIKE " + quoted("%" + part + "%"));
    }

    /** A run's parameter {@code key} is exactly {@code value}. */
    public static Filter param(String key, String value) {
        return new Filter("params." + key(key) + " = " + quoted(value));
    }

    /** A run used the data set with this digest. MLflow 2 fails when this is joined with a condition on tags or parameters. */
    public static Filter dataset(String digest) {
        return new Filter("dataset.digest = " + quoted(digest));
    }

    /** Versions whose number is greater. */
    public static Filter versionAfter(String version) {
        if (!NUMBER.matcher(version).matches()) {
            throw new MlflowException.InvalidRequest("‘" + Text.oneLine(version) + "’ is not a version's number");
        }
        return new Filter("version_number > " + version);
    }

    /** Both this and {@code other}. */
    public Filter and(Filter other) {
        if (text.isEmpty() || other.text.isEmpty()) {
            return text.isEmpty() ? other : this;
        }
        return new Filter(text + " AND " + other.text);
    }

    /** In MLflow's language; empty for everything. */
    @Override
    public String toString() {
        return text;
    }

    private static String key(String key) {
        if (key.isEmpty() || key.indexOf('`') >= 0 || key.indexOf('\\') >= 0) {
            throw cannotSearch(key);
        }
        return '`' + key + '`';
    }

    /** MLflow's parser has no escapes that it undoes: a value can be quoted by a quote that is not in it, or not at all. */
    private static String quoted(String value) {
        char quote = value.indexOf('\'') < 0 ? '\'' : '"';
        if (value.indexOf(quote) >= 0 || value.indexOf('\\') >= 0 || value.indexOf('\0') >= 0) {
            throw cannotSearch(value);
        }
        return quote + value + quote;
    }

    private static MlflowException.InvalidRequest cannotSearch(String text) {
        return new MlflowException.InvalidRequest("MLflow cannot search for ‘" + Text.oneLine(text)
                + "’: its language has no way to write a text with a backslash, or with both kinds of quotes");
    }
}
