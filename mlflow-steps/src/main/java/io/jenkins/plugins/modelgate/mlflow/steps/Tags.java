package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tags of runs and versions: an index for searching, which anybody with MLflow's credentials can write. */
final class Tags {
    static final String PREFIX = "model-gate.";
    static final String CANDIDATE = Lookup.By.CANDIDATE.tag();
    static final String EVIDENCE = Lookup.By.EVIDENCE.tag();

    /** The digest of code, lock and parameters: finds a model that training code logged itself when nothing is trained again. */
    static final String RECIPE = PREFIX + "recipe";

    /** The run that carries a version's evidence, where it is not the version's own run. */
    static final String EVIDENCE_RUN = PREFIX + "evidence-run";

    /** Of a run: where the registry finds the model's files. */
    static final String SOURCE = PREFIX + "source";

    /** Of a run whose candidate was recorded before: the run that has the evidence. */
    static final String REPEATS = PREFIX + "repeats";

    /** Of a version: the version of the same candidate to use in its place. */
    static final String DUPLICATE_OF = PREFIX + "duplicate-of";

    /** Of runs that were opened in one training: a mark of their own. */
    static final String TRAINING = PREFIX + "training";

    /** Of a run whose training was found wanting: how. */
    static final String RESULT = PREFIX + "result";

    /** MLflow's own, by which its pages show a run below another. */
    static final String PARENT = "mlflow.parentRunId";

    /** Of a version that may hold no target: the digest of the transition that says so. */
    static final String QUARANTINED = PREFIX + "quarantined";

    /** Before a target's name, of the version that holds it: the transition that says so, and the alias that shows it. */
    static final String HOLDS = PREFIX + "holds.";

    /** What a run has of us from its training, whatever was logged to it. */
    static final Set<String> OF_TRAINING = Set.of(
            TRAINING,
            RESULT,
            Lookup.By.BUILD.tag(),
            Lookup.By.COMMIT.tag(),
            Lookup.By.SNAPSHOT.tag(),
            Lookup.By.DATA.tag());

    /** What MLflow 2 keeps; longer ones are refused or, by runs, cut without a word. */
    static final int MAX_VALUE = 5000;

    /** What MLflow allows in keys of tags, parameters and metrics. */
    private static final Pattern KEY = Pattern.compile("[\\w\\-. :/]{1,250}", Pattern.UNICODE_CHARACTER_CLASS);

    private Tags() {}

    /** What a run and its version say of a candidate. */
    static Map<String, String> of(Recorder.Recording recording, Evidence evidence) {
        Snapshot snapshot = recording.snapshot();
        Map<String, String> tags = new TreeMap<>(of(evidence));
        tags.put(Lookup.By.SNAPSHOT.tag(), snapshot.digest().hex());
        tags.put(RECIPE, Drafts.recipe(snapshot).hex());
        String data = data(recording.model(), snapshot.paths());
        if (!data.isEmpty()) {
            tags.put(Lookup.By.DATA.tag(), data);
        }
        String commit = snapshot.git().commit();
        if (commit != null) {
            tags.put(Lookup.By.COMMIT.tag(), commit);
        }
        Evidence.Build build = recording.build();
        if (build != null) {
            tags.put(Lookup.By.BUILD.tag(), build(build));
        }
        return checked(tags);
    }

    static Map<String, String> of(Evidence evidence) {
        return Map.of(
                CANDIDATE,
                evidence.candidateKey().hex(),
                Lookup.By.MODEL_HASH.tag(),
                evidence.model().hash().hex());
    }

    /** What a run says of the code and data that it trained with, before anything is recorded. */
    static Map<String, String> of(Snapshot snapshot) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(Lookup.By.SNAPSHOT.tag(), snapshot.digest().hex());
        String commit = snapshot.git().commit();
        if (commit != null) {
            tags.put(Lookup.By.COMMIT.tag(), commit);
        }
        String data = hashes(addedByHand(snapshot.paths()));
        if (!data.isEmpty() && data.length() <= MAX_VALUE) {
            tags.put(Lookup.By.DATA.tag(), data);
        }
        return tags;
    }

    /** What a version takes over from the run that carries its evidence. */
    static Map<String, String> ofVersion(Recorder.Recorded recorded, Map<String, String> ofRun) {
        Map<String, String> tags = new TreeMap<>();
        for (Lookup.By by : Lookup.By.values()) {
            if (ofRun.containsKey(by.tag())) {
                tags.put(by.tag(), ofRun.get(by.tag()));
            }
        }
        tags.putAll(of(recorded.evidence()));
        tags.put(EVIDENCE, recorded.digest().hex());
        tags.put(EVIDENCE_RUN, recorded.run());
        return tags;
    }

    static String build(Evidence.Build build) {
        return build.name() + "#" + build.number();
    }

    /** DVC's hashes of a model's data, in the order of the paths. */
    static String data(ModelPolicy model, List<TrackedPath> tracked) {
        String hashes = hashes(dataPaths(model, tracked));
        if (hashes.length() > MAX_VALUE) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The hashes of the data of ‘" + model.name() + "’ are longer than a tag of MLflow (" + MAX_VALUE
                            + " characters): name fewer paths under ‘data’ in the policy, or track their folder as one");
        }
        return hashes;
    }

    private static String hashes(List<TrackedPath> paths) {
        return paths.stream()
                .map(TrackedPath::hash)
                .filter(Objects::nonNull)
                .map(DataHash::value)
                .collect(Collectors.joining(" "));
    }

    private static List<TrackedPath> addedByHand(List<TrackedPath> tracked) {
        return tracked.stream().filter(path -> path.owner().endsWith(".dvc")).toList();
    }

    /** The paths that the policy names as the model's data; without any, those that {@code .dvc} files track. */
    static List<TrackedPath> dataPaths(ModelPolicy model, List<TrackedPath> tracked) {
        if (model.data().isEmpty()) {
            return addedByHand(tracked);
        }
        for (String data : model.data()) {
            if (tracked.stream().noneMatch(path -> path.path().equals(data))) {
                throw new StepException(
                        StepException.Kind.BAD_INPUT,
                        "The policy names ‘" + data + "’ as data of ‘" + model.name()
                                + "’, but DVC tracks no such path here: correct ‘data’, or `dvc add` it");
            }
        }
        return tracked.stream()
                .filter(path -> model.data().contains(path.path()))
                .toList();
    }

    /** Refuses what MLflow would refuse half-way, or cut. */
    static Map<String, String> checked(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            if (!fits(key)) {
                throw new StepException(
                        StepException.Kind.BAD_INPUT,
                        "MLflow can keep no tag ‘" + key
                                + "’: use only letters, digits, ‘_’, ‘-’, ‘.’, ‘:’ and spaces");
            }
            if (value.length() > MAX_VALUE) {
                throw new StepException(
                        StepException.Kind.BAD_INPUT,
                        "The value of the tag ‘" + key + "’ has " + value.length() + " characters; MLflow keeps "
                                + MAX_VALUE);
            }
        });
        return tags;
    }

    /** Whether MLflow can keep a tag, parameter or metric of that name. */
    static boolean fits(String key) {
        return KEY.matcher(key).matches()
                && List.of(key.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
