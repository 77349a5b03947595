package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What MLflow accepts, checked before anything is sent: what is too long is cut by MLflow without a word (a run's
 * parameters and tags), or refused after other parts were stored. Lengths are in code points, as Python counts.
 */
final class Limits {
    /** Metric points in one call. */
    static final int METRICS = 1000;

    /** Parameters, and as many tags, in one call. */
    static final int PAIRS = 100;

    /** Different metrics in one call, see {@link Batch}. */
    static final int METRIC_KEYS = 100;

    private static final int KEY = 250;
    private static final int PARAM_VALUE = 6000;
    private static final int RUN_TAG_VALUE = 8000;
    private static final int DATASET_NAME = 500;
    private static final int DATASET_DIGEST = 36;
    private static final int ALIAS_LENGTH = 255;

    private static final Pattern NAME = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern RESERVED_ALIAS = Pattern.compile("(?i)latest|v\\d+");

    private Limits() {}

    static void param(String key, String value) {
        key("parameter", key);
        length("The value of parameter ‘" + key + "’", value, PARAM_VALUE);
    }

    static void runTag(String key, String value) {
        key("tag", key);
        length("The value of tag ‘" + key + "’", value, RUN_TAG_VALUE);
    }

    static void tags(Map<String, String> tags) {
        tags.forEach((key, value) -> key("tag", key));
    }

    static void metric(String key) {
        key("metric", key);
    }

    static void dataset(DatasetInput input) {
        length("The name of data set ‘" + Text.oneLine(input.name()) + "’", input.name(), DATASET_NAME);
        length("The digest of data set ‘" + Text.oneLine(input.name()) + "’", input.digest(), DATASET_DIGEST);
    }

    static void alias(String alias) {
        if (!ALIAS.matcher(alias).matches()
                || alias.length() > ALIAS_LENGTH
                || RESERVED_ALIAS.matcher(alias).matches()) {
            throw new MlflowException.InvalidRequest("‘" + Text.oneLine(alias)
                    + "’ cannot be an alias in MLflow: use letters, digits, ‘_’ and ‘-’, but not ‘latest’ or ‘v’ and a"
                    + " number");
        }
    }

    static void modelName(String name) {
        if (name.isBlank() || name.contains("/") || name.contains(":") || name.equals(".") || name.equals("..")) {
            throw new MlflowException.InvalidRequest("‘" + Text.oneLine(name)
                    + "’ cannot be the name of a registered model: it must not be empty or hold ‘/’ or ‘:’");
        }
    }

    private static void key(String what, String key) {
        if (!NAME.matcher(key).matches() || looksLikeAPath(key)) {
            throw new MlflowException.InvalidRequest("‘" + Text.oneLine(key) + "’ cannot be the name of a " + what
                    + " in MLflow: use letters, digits, ‘_’, ‘-’, ‘.’, ‘:’, spaces, and single ‘/’ inside");
        }
        length("The name of " + what + " ‘" + Text.oneLine(key) + "’", key, KEY);
    }

    /** MLflow's file store kept names as files: what is not its own normal form as a path is refused. */
    private static boolean looksLikeAPath(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return key.startsWith("..");
    }

    private static void length(String what, String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            throw new MlflowException.InvalidRequest(what + " has " + length + " characters, MLflow keeps " + most
                    + ": shorten it, or log it as a file");
        }
    }
}
