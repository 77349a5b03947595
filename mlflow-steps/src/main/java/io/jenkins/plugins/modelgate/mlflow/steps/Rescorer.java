package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.gate.ScoreTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores a model on the candidate's own holdout; a port, since that runs the policy's command in the workspace. */
@FunctionalInterface
public interface Rescorer {
    /**
     * Scores.
     *
     * @param model the folder that holds the model's files, checked against its evidence; removed afterwards
     * @return what was measured, by metric
     * @throws StepException if the command fails or writes no metrics
     */
    SortedMap<String, Double> score(Path model);

    /**
     * As {@link #score}, and keeps what the command says of each example.
     *
     * @throws StepException as {@link #score}, or if what it wrote to {@code MODEL_GATE_SCORES} is no table
     */
    default Measured measure(Path model) {
        return new Measured(score(model), null);
    }

    /**
     * What a model scored.
     *
     * @param metrics by name
     * @param examples on each example; null if the command wrote nothing of that
     */
    record Measured(
            SortedMap<String, Double> metrics, @CheckForNull ScoreTable examples) {}

    /** More than this a command writes to {@code MODEL_GATE_METRICS} by mistake. */
    int MOST_BYTES = 1 << 20;

    /**
     * Reads what the policy's command wrote to the file that {@code MODEL_GATE_METRICS} names.
     *
     * @param command the command, for messages
     * @param json at most one byte more than {@link #MOST_BYTES}
     * @throws StepException if it is no JSON object of numbers, which may lie in further objects
     */
    static SortedMap<String, Double> scores(String command, byte[] json) {
        if (json.length > MOST_BYTES) {
            throw failed(command, "wrote more than " + MOST_BYTES + " bytes to MODEL_GATE_METRICS", null);
        }
        Map<?, ?> object;
        try {
            object = CanonicalJson.read(json, Map.class);
        } catch (IllegalArgumentException e) {
            throw failed(command, "wrote no JSON object of numbers to MODEL_GATE_METRICS: " + e.getMessage(), e);
        }
        SortedMap<String, Double> scores = new TreeMap<>();
        object.forEach((name, value) -> put(command, String.valueOf(name), value, scores));
        return scores;
    }

    /** Numbers within others are named as those of DVC's metrics files: by their keys, joined by dots. */
    private static void put(String command, String name, Object value, SortedMap<String, Double> scores) {
        if (value instanceof Map<?, ?> more) {
            more.forEach((key, one) -> put(command, name + "." + key, one, scores));
        } else if (value instanceof Number number) {
            scores.put(name, number.doubleValue());
        } else {
            throw failed(command, "wrote ‘" + name + "’, which is not a number, to MODEL_GATE_METRICS", null);
        }
    }

    /**
     * Reads what the policy's command wrote to the file that {@code MODEL_GATE_SCORES} names.
     *
     * @param command the command, for messages
     * @param csv at most one byte more than {@link ScoreTable#MAX_BYTES}
     * @throws StepException if it is no table of scores
     */
    static ScoreTable examples(String command, byte[] csv) {
        try {
            return ScoreTable.parse(csv);
        } catch (IllegalArgumentException e) {
            throw failed(command, "wrote no table of scores to MODEL_GATE_SCORES: " + e.getMessage(), e);
        }
    }

    /** The command did not do what it is for. */
    static StepException failed(String command, String what, @CheckForNull Exception cause) {
        return new StepException(
                StepException.Kind.FAILED,
                "The policy's command ‘" + command + "’, which scores a model, " + what,
                cause);
    }
}
