package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds versions. */
final class Versions {
    /** More than anybody looks at. */
    static final int MOST = 10_000;

    /** The lowest number first. */
    static final Comparator<ModelVersion> LOWEST_FIRST = Comparator.comparingLong(version -> number(version.version()));

    private static final String SCHEME = "models:/";

    private final Gatekeeper gatekeeper;

    Versions(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /** Refuses a name that MLflow would refuse later, when part of the work is done. */
    static void checkName(String model) {
        if (model.isBlank() || model.contains("/") || model.contains(":") || model.equals(".") || model.equals("..")) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "‘" + model
                            + "’ cannot be the name of a registered model: it must not be empty or hold ‘/’ or ‘:’");
        }
    }

    /** All versions of a model; none if there is no such model. */
    List<ModelVersion> of(String model) {
        return gatekeeper.registry().searchVersions(Filter.attribute("name", model), MOST);
    }

    /** The version of a candidate that counts: the lowest number that is no duplicate; null if it is not registered. */
    @CheckForNull
    ModelVersion ofCandidate(String model, Sha256 candidateKey) {
        List<ModelVersion> all = allOfCandidate(model, candidateKey);
        return all.stream()
                .filter(version -> !version.tags().containsKey(Tags.DUPLICATE_OF))
                .findFirst()
                // The one that they duplicate was deleted.
                .orElse(all.isEmpty() ? null : all.get(0));
    }

    /** The lowest number first. */
    List<ModelVersion> allOfCandidate(String model, Sha256 candidateKey) {
        Filter filter = Filter.attribute("name", model).and(Filter.tag(Tags.CANDIDATE, candidateKey.hex()));
        return gatekeeper.registry().searchVersions(filter, MOST).stream()
                .sorted(LOWEST_FIRST)
                .toList();
    }

    /** Takes over a version that training code registered. The candidate comes last: by that tag the version is found. */
    void claim(ModelVersion version, Recorder.Recorded recorded, Map<String, String> ofRun) {
        Map<String, String> tags = Tags.ofVersion(recorded, ofRun);
        tags.forEach((key, value) -> {
            if (!key.equals(Tags.CANDIDATE)) {
                gatekeeper.registry().setVersionTag(version.model(), version.version(), key, value);
            }
        });
        gatekeeper
                .registry()
                .setVersionTag(version.model(), version.version(), Tags.CANDIDATE, tags.get(Tags.CANDIDATE));
    }

    /** A version by its number. */
    ModelVersion get(String model, String version) {
        checkName(model);
        if (number(version) < 1) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "‘" + version + "’ is not the number of a version of ‘" + model + "’");
        }
        try {
            return gatekeeper.registry().getVersion(model, version);
        } catch (MlflowException.NotFound e) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND,
                    "There is no version " + version + " of ‘" + model + "’ in the registry",
                    e);
        }
    }

    /** The version that {@code models:/name@alias}, {@code models:/name/3} or {@code models:/name/Production} leads to. */
    ModelVersion resolve(String uri) {
        String rest = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()) : "";
        int slash = rest.lastIndexOf('/');
        int at = rest.lastIndexOf('@');
        if (slash > 0 && slash < rest.length() - 1) {
            return inModel(rest.substring(0, slash), rest.substring(slash + 1));
        }
        if (slash < 0 && at > 0 && at < rest.length() - 1) {
            String model = rest.substring(0, at);
            checkName(model);
            try {
                return gatekeeper.registry().getByAlias(model, rest.substring(at + 1));
            } catch (MlflowException.NotFound e) {
                throw new StepException(StepException.Kind.NOT_FOUND, "‘" + uri + "’ leads to no version", e);
            }
        }
        throw new StepException(
                StepException.Kind.BAD_INPUT,
                "‘" + uri + "’ names no version: say models:/name@alias, models:/name/3 or models:/name/Production");
    }

    private ModelVersion inModel(String model, String versionOrStage) {
        if (number(versionOrStage) > 0) {
            return get(model, versionOrStage);
        }
        checkName(model);
        Stage stage = stage(versionOrStage);
        return of(model).stream()
                .filter(version -> version.stage() == stage)
                .max(LOWEST_FIRST)
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND,
                        "No version of ‘" + model + "’ is in the stage ‘" + stage.word() + "’"));
    }

    /** MLflow's legacy stage of that name. */
    static Stage stage(String word) {
        try {
            return Stage.of(word);
        } catch (IllegalArgumentException e) {
            throw new StepException(StepException.Kind.BAD_INPUT, Objects.toString(e.getMessage()), e);
        }
    }

    /** The version that holds a target; null if none does. */
    @CheckForNull
    static String heldBy(TargetState state) {
        Holder holder = state.holder();
        return holder == null ? null : holder.version();
    }

    /** The number of a version; 0 if it is none. */
    static long number(String version) {
        return version.matches("[1-9][0-9]{0,17}") ? Long.parseLong(version) : 0;
    }
}
