package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A policy to begin with, made of what a project measures already. What it guesses (which way is better, by a metric's name) it says in
 * comments, for a person to check.
 */
public final class FirstPolicy {
    private static final Pattern LOWER = word(
            "rmse|mse|mae|mape|smape|loss|log_?loss|error|err|error_?rate|perplexity|ppl|brier|wer|cer|fid|latency|seconds|ms|time");
    private static final Pattern HIGHER = word(
            "accuracy|acc|f1|f1_?score|auc|roc_?auc|pr_?auc|precision|recall|r2|map|ndcg|mrr|bleu|rouge|iou|dice|mcc|kappa|score");
    private static final Pattern SHARE = word("accuracy|acc|error_?rate");
    private static final Pattern COUNT =
            word("n|count|size|support|examples|samples|n_?samples|n_?examples|num_?examples");
    private static final Pattern OF_TRAINING = Pattern.compile("(?i)(.*[:./_-])?train(ing)?[._/-].*");
    private static final Pattern MODEL =
            Pattern.compile("(?i)(.*/)?(models?|.*\\.(pkl|joblib|skops|onnx|pt|pth|h5|keras|safetensors|ubj|cbm|bin))");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final int MOST_GATES = 4;
    private static final int FEWEST = 50;

    private final Snapshot snapshot;
    private final StringBuilder out = new StringBuilder();

    private FirstPolicy(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Writes it.
     *
     * @param model the registered model's name in MLflow
     * @param snapshot the project, with its metrics
     * @throws PolicyException if that is no name for a model
     */
    public static String of(String model, Snapshot snapshot) {
        String text = new FirstPolicy(snapshot).write(model);
        PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8), PolicyRepository.FILE);
        return text;
    }

    private static Pattern word(String words) {
        return Pattern.compile("(?i)(.*[:./_-])?(" + words + ")");
    }

    private String write(String model) {
        String artifact = artifact();
        line("# What a version of this model must show before it serves anyone. A first draft: check each line.");
        line("# What it says in words: model-gate policy check. What it would let through: model-gate policy power.");
        line("version: 1");
        line("models:");
        line("  " + quoted(model) + ":  # the registered model's name in MLflow");
        if (artifact == null) {
            line(
                    "    # artifact: model  # the DVC output that is the model; left out: training code logs it to MLflow itself");
        } else {
            line("    artifact: " + quoted(artifact) + "  # the DVC output that is the model; guessed by its name");
        }
        line(
                "    # rescore: python src/evaluate.py  # scores the champion on the candidate's examples, which shows far more: see docs/recipes.md of Model Gate");
        line("    targets:");
        line("      production:");
        line("        alias: champion  # MLflow: models:/" + model.replaceAll("\\R", " ") + "@champion");
        List<Map.Entry<String, Double>> metrics = metrics();
        line("        without-baseline: " + (metrics.isEmpty() ? "person  # nothing is measured yet" : "bounds"));
        line("        gates:");
        metrics.forEach(this::gates);
        if (metrics.isEmpty()) {
            line("          # - bound: { name: good-enough, metric: accuracy, at-least: 0.9 }");
        }
        line(
                "          - lineage: { name: clean-descent, require: [clean, data-unmodified, data-in-remote, params-tracked"
                        + (artifact == null ? "" : ", byte-identical") + "] }");
        return out.toString();
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    /** The only output of a stage that looks like a model. */
    @CheckForNull
    private String artifact() {
        List<String> found = snapshot.paths().stream()
                .filter(path -> !path.owner().endsWith(".dvc"))
                .map(TrackedPath::path)
                .filter(path -> MODEL.matcher(path).matches())
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    /** Those whose direction is known, on other examples than those of the training. */
    private List<Map.Entry<String, Double>> metrics() {
        return snapshot.metrics().entrySet().stream()
                .filter(metric -> direction(metric.getKey()) != null
                        && !OF_TRAINING.matcher(metric.getKey()).matches()
                        && Double.isFinite(metric.getValue()))
                .limit(MOST_GATES)
                .toList();
    }

    @CheckForNull
    private static Direction direction(String metric) {
        if (LOWER.matcher(metric).matches()) {
            return Direction.LOWER;
        }
        return HIGHER.matcher(metric).matches() ? Direction.HIGHER : null;
    }

    private void gates(Map.Entry<String, Double> metric) {
        boolean higher = direction(metric.getKey()) == Direction.HIGHER;
        double now = metric.getValue();
        String name = metric.getKey().replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        name = name.substring(0, Math.min(48, name.length()));
        String count = count();
        boolean share = SHARE.matcher(metric.getKey()).matches() && now >= 0 && now <= 1;
        line("          # " + Shown.text(metric.getKey()) + " is " + Shown.number(now) + " now; that "
                + (higher ? "higher" : "lower")
                + " is better is guessed by its name. The bound lets it get 10 % worse.");
        line("          - bound: { name: " + name + "-in-bounds, metric: " + quoted(metric.getKey()) + ", "
                + (higher ? "at-least: " : "at-most: ") + bound(now, higher) + " }");
        line("          - comparison: { name: " + name + "-no-worse, metric: " + quoted(metric.getKey()) + ", better: "
                + (higher ? "higher" : "lower") + ", margin: " + (share ? "1 points" : "2 %")
                + (count == null ? "" : (share ? ", share-of: " : ", n: ") + quoted(count)) + " }");
    }

    /** The number of examples, if it is measured. */
    @CheckForNull
    private String count() {
        return snapshot.metrics().entrySet().stream()
                .filter(metric -> COUNT.matcher(metric.getKey()).matches()
                        && !OF_TRAINING.matcher(metric.getKey()).matches()
                        && metric.getValue() >= FEWEST
                        && metric.getValue() == Math.rint(metric.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static String bound(double now, boolean higher) {
        double worse = now + (higher ? -0.1 : 0.1) * Math.abs(now);
        return Shown.exact(BigDecimal.valueOf(worse)
                .round(new MathContext(2, higher ? RoundingMode.FLOOR : RoundingMode.CEILING))
                .doubleValue());
    }

    /** As YAML writes it. */
    private static String quoted(String text) {
        boolean plain = PLAIN.matcher(text).matches()
                && !List.of("true", "false", "null", "nan", "inf").contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : new String(CanonicalJson.bytes(text), StandardCharsets.UTF_8);
    }
}
