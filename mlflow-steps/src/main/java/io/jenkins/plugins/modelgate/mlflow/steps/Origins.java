package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFile;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.LoggedModel;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import java.util.List;
import java.util.Optional;

/** Finds the model that training code logged to MLflow itself: as a version, as a logged model, or among a run's files. */
final class Origins {
    /** What makes a folder a model of MLflow. */
    static final String MARKER = "MLmodel";

    private final Gatekeeper gatekeeper;
    private final Bytes bytes;

    Origins(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
        this.bytes = new Bytes(gatekeeper.artifacts());
    }

    /** The model that {@code run} logged; empty if there is none. */
    Optional<Drafts.Found> in(Run run, String model) {
        return version(run, model).or(() -> loggedModel(run)).or(() -> folder(run));
    }

    private Optional<Drafts.Found> version(Run run, String model) {
        return registeredBy(run.id(), model).stream()
                .max(Versions.LOWEST_FIRST)
                .map(version -> found(bytes.of(version), version.source()));
    }

    /** The versions that training code registered from a run. */
    List<ModelVersion> registeredBy(String run, String model) {
        Filter filter = Filter.attribute("name", model).and(Filter.attribute("run_id", run));
        return gatekeeper.registry().searchVersions(filter, Versions.MOST);
    }

    private Optional<Drafts.Found> loggedModel(Run run) {
        List<LoggedModel> ready = run.outputs().stream()
                .map(gatekeeper.tracking()::getLoggedModel)
                .filter(LoggedModel::ready)
                .toList();
        only(run, ready.stream().map(LoggedModel::id).toList());
        return ready.stream()
                .findFirst()
                .map(model -> found(files(gatekeeper.artifacts().of(model)), "models:/" + model.id()));
    }

    private Optional<Drafts.Found> folder(Run run) {
        ArtifactFolder root = gatekeeper.artifacts().of(run);
        List<String> folders = gatekeeper.artifacts().list(root).stream()
                .filter(ArtifactFile::folder)
                .map(ArtifactFile::path)
                .filter(path -> gatekeeper.artifacts().list(root.folder(path)).stream()
                        .anyMatch(file -> file.path().equals(MARKER)))
                .toList();
        only(run, folders);
        return folders.stream()
                .findFirst()
                .map(path -> found(files(root.folder(path)), "runs:/" + run.id() + "/" + path));
    }

    private static void only(Run run, List<String> found) {
        if (found.size() > 1) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "Run ‘" + run.id() + "’ logged " + found.size() + " models (" + String.join(", ", found)
                            + "): let the training register the right one, or log only that");
        }
    }

    private ModelFiles files(ArtifactFolder folder) {
        List<Subject> files = bytes.of(folder);
        if (files.isEmpty()) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND, "The model at ‘" + folder.path() + "’ has no files: log it again");
        }
        return new ModelFiles(files);
    }

    private static Drafts.Found found(ModelFiles files, @CheckForNull String source) {
        // Training code serialises anew what DVC tracks: the build is what ties the two.
        return new Drafts.Found(files, source, new Observed<>(Evidence.Link.SAME_BUILD, Observer.AGENT));
    }
}
