package io.jenkins.plugins.modelgate.mlflow.steps;

import java.nio.file.Path;
import java.util.SortedMap;

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
}
