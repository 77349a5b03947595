package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.modelgate.core.gate.ScoreTable;
import io.jenkins.plugins.modelgate.mlflow.steps.Rescorer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;

/** Scores a model by the policy's command, run by the build's launcher in its workspace. */
public final class LauncherRescorer implements Rescorer {
    private final String command;
    private final FilePath workspace;
    private final Launcher launcher;
    private final EnvVars environment;
    private final TaskListener listener;

    public LauncherRescorer(
            String command, FilePath workspace, Launcher launcher, EnvVars environment, TaskListener listener) {
        this.command = command;
        this.workspace = workspace;
        this.launcher = launcher;
        this.environment = environment;
        this.listener = listener;
    }

    @Override
    public SortedMap<String, Double> score(Path model) {
        return measure(model).metrics();
    }

    @Override
    public Measured measure(Path model) {
        try {
            FilePath temporary = WorkspaceList.tempDir(workspace);
            if (temporary == null) {
                throw new AbortException("The workspace ‘" + workspace + "’ has no place for temporary files");
            }
            temporary.mkdirs();
            FilePath folder = temporary.createTempDir("model-gate", "rescore");
            try {
                return measure(model, folder);
            } finally {
                folder.deleteRecursive();
            }
        } catch (IOException e) {
            throw Rescorer.failed(command, "could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Rescorer.failed(command, "was interrupted", e);
        }
    }

    private Measured measure(Path model, FilePath folder) throws IOException, InterruptedException {
        FilePath copy = folder.child("model");
        new FilePath(model.toFile()).copyRecursiveTo(copy);
        FilePath metrics = folder.child("metrics.json");
        FilePath scores = folder.child("scores.csv");
        EnvVars variables = new EnvVars(environment);
        variables.put("MODEL_GATE_MODEL", copy.getRemote());
        variables.put("MODEL_GATE_METRICS", metrics.getRemote());
        variables.put("MODEL_GATE_SCORES", scores.getRemote());
        int exitCode = launcher.launch()
                .cmds("/bin/sh", "-c", command)
                .envs(variables)
                .pwd(new Workspace(workspace).root())
                .stdout(listener)
                .join();
        if (exitCode != 0) {
            throw Rescorer.failed(command, "exited with " + exitCode, null);
        }
        try (InputStream in = metrics.read()) {
            return new Measured(Rescorer.scores(command, in.readNBytes(MOST_BYTES + 1)), examples(scores));
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw Rescorer.failed(command, "wrote nothing to the file that MODEL_GATE_METRICS names", e);
        }
    }

    @CheckForNull
    private ScoreTable examples(FilePath scores) throws IOException, InterruptedException {
        if (!scores.exists()) {
            return null;
        }
        try (InputStream in = scores.read()) {
            return Rescorer.examples(command, in.readNBytes(ScoreTable.MAX_BYTES + 1));
        }
    }
}
