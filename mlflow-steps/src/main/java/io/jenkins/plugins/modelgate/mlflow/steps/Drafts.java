package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.CandidateKey;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.mlflow.client.DatasetInput;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns what was seen into evidence. Asks nobody. */
final class Drafts {
    /** What MLflow keeps of a data set's digest; DVC's hash of a folder just fits. */
    private static final int MAX_DIGEST = 36;

    private static final int MOST_PARAMS = 1000;
    private static final int LONGEST_PARAM = 500;

    private Drafts() {}

    /**
     * A model that was found.
     *
     * @param files its files
     * @param source where the registry finds them; null if they are still to be sent
     * @param link how they are tied to the lock
     */
    record Found(ModelFiles files, @CheckForNull String source, Observed<Evidence.Link> link) {}

    /** The evidence of a workspace's candidate. */
    static Evidence of(Recorder.Recording recording, Found found, @CheckForNull Run run, Instant at) {
        Snapshot snapshot = recording.snapshot();
        GitState git = snapshot.git();
        Sha256 key = CandidateKey.of(
                git.code(), snapshot.lock(), snapshot.params(), found.files().hash());
        boolean trained = recording.resultCommit() != null || !git.dirtyByDvc().isEmpty();
        return new Evidence(
                found.files(),
                recording.model().name(),
                key,
                trained ? Evidence.Way.TRAINED_IN_CI : Evidence.Way.LOCKED_BEFORE,
                new Observed<>(
                        new Evidence.Code(git, recording.resultCommit(), recording.protectedRef()), Observer.AGENT),
                new Observed<>(new Evidence.Data(snapshot.digest(), snapshot.paths(), snapshot.lock()), Observer.AGENT),
                new Observed<>(snapshot.params(), Observer.AGENT),
                metrics(snapshot.metrics(), run),
                found.link(),
                run(run, run == null ? null : logged(run)),
                recording.build() == null ? null : new Observed<>(recording.build(), Observer.CONTROLLER),
                profiles(recording),
                at);
    }

    @CheckForNull
    private static Observed<SortedMap<String, Sha256>> profiles(Recorder.Recording recording) {
        SortedMap<String, Sha256> digests = new TreeMap<>();
        recording.profiles().forEach((path, profile) -> digests.put(path, profile.digest()));
        return digests.isEmpty() ? null : new Observed<>(digests, Observer.AGENT);
    }

    /** Whether evidence shows more of a candidate than other evidence of it does: of its descent, or of its tables. */
    static boolean showsMore(Evidence evidence, Evidence other) {
        Set<String> now = profiled(evidence);
        Set<String> before = profiled(other);
        return GateEvaluator.showsMoreDescent(evidence, other)
                || now.size() > before.size()
                        && now.containsAll(before)
                        && !GateEvaluator.showsMoreDescent(other, evidence);
    }

    private static Set<String> profiled(Evidence evidence) {
        Observed<SortedMap<String, Sha256>> profiles = evidence.profiles();
        return profiles == null ? Set.of() : profiles.value().keySet();
    }

    /**
     * The evidence of a version that was made somewhere else. What its run claims is no part of its identity: who can change
     * a claim could make another candidate of it.
     */
    static Evidence elsewhere(String model, ModelFiles files, @CheckForNull Run run, Instant at) {
        SortedMap<String, String> claimed = new TreeMap<>();
        if (run != null) {
            run.params().forEach((key, value) -> claimed.put(key, json(value)));
        }
        return new Evidence(
                files,
                model,
                CandidateKey.of(null, new TreeMap<>(), new TreeMap<>(), files.hash()),
                Evidence.Way.TRAINED_ELSEWHERE,
                null,
                null,
                new Observed<>(claimed, Observer.CLAIMED),
                metrics(new TreeMap<>(), run),
                new Observed<>(Evidence.Link.NONE, Observer.CLAIMED),
                run(run, null),
                null,
                at);
    }

    private static SortedMap<String, Observed<Metric>> metrics(SortedMap<String, Double> seen, @CheckForNull Run run) {
        SortedMap<String, Observed<Metric>> metrics = new TreeMap<>();
        if (run != null) {
            run.metrics()
                    .forEach((key, point) ->
                            metrics.put(key, new Observed<>(new Metric(point.value()), Observer.CLAIMED)));
        }
        seen.forEach((key, value) -> metrics.put(key, new Observed<>(new Metric(value), Observer.AGENT)));
        return metrics;
    }

    /** What the training says that it used, within bounds: evidence is kept for ever. */
    @CheckForNull
    private static SortedMap<String, String> logged(Run run) {
        SortedMap<String, String> params = new TreeMap<>();
        new TreeMap<>(run.params())
                .entrySet().stream()
                        .filter(param -> param.getValue().length() <= LONGEST_PARAM)
                        .limit(MOST_PARAMS)
                        .forEach(param -> params.put(param.getKey(), param.getValue()));
        return params.isEmpty() ? null : params;
    }

    @CheckForNull
    private static Observed<Evidence.Run> run(@CheckForNull Run run, @CheckForNull SortedMap<String, String> params) {
        if (run == null) {
            return null;
        }
        String user = run.user().isEmpty() ? run.tags().get("mlflow.user") : run.user();
        return new Observed<>(new Evidence.Run(run.id(), run.experimentId(), user, params), Observer.REGISTRY);
    }

    /** How a model in the workspace is tied to the lock. */
    static Observed<Evidence.Link> link(Recorder.Recording recording) {
        boolean locked = recording.snapshot().paths().stream()
                .filter(path -> path.path().equals(recording.model().artifact()))
                .anyMatch(path -> path.state() == TrackedPath.State.UNCHANGED);
        return new Observed<>(locked ? Evidence.Link.BYTE_IDENTICAL : Evidence.Link.SAME_BUILD, Observer.AGENT);
    }

    /**
     * Whether evidence that was found says what is seen now, as far as both saw it with their own eyes. Anybody who can
     * write to the run could have put it there.
     */
    static boolean agree(Evidence found, Evidence now) {
        return found.name().equals(now.name())
                && found.candidateKey().equals(now.candidateKey())
                && found.model().equals(now.model())
                && seen(found).equals(seen(now));
    }

    private static Map<String, Metric> seen(Evidence evidence) {
        Map<String, Metric> seen = new TreeMap<>();
        evidence.metrics().forEach((key, metric) -> {
            if (metric.observer() == Observer.AGENT) {
                seen.put(key, metric.value());
            }
        });
        return seen;
    }

    /** In which numbers two pieces of evidence of one candidate differ, in words. */
    static String difference(Evidence before, Evidence now) {
        Map<String, Metric> was = seen(before);
        Map<String, Metric> is = seen(now);
        SortedSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(was.get(name), is.get(name)))
                .map(name -> "‘" + name + "’ was " + number(was.get(name)) + " and is " + number(is.get(name)))
                .collect(Collectors.joining(", "));
    }

    private static String number(@CheckForNull Metric metric) {
        return metric == null ? "not there" : String.valueOf(metric.value());
    }

    /** The digest of code, lock and parameters: the candidate without its model. */
    static Sha256 recipe(Snapshot snapshot) {
        return CanonicalJson.digest(
                Map.of("code", snapshot.git().code(), "lock", snapshot.lock(), "params", snapshot.params()));
    }

    /** Whether evidence is about just this code, lock and parameters; the tag that found it may be anybody's. */
    static boolean madeOf(Evidence evidence, Snapshot snapshot) {
        return evidence.candidateKey()
                .equals(CandidateKey.of(
                        snapshot.git().code(),
                        snapshot.lock(),
                        snapshot.params(),
                        evidence.model().hash()));
    }

    /** A parameter's JSON text as MLflow shows it: a string without quotes. */
    static String plain(String json) {
        return json.startsWith("\"") ? CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8), String.class) : json;
    }

    private static String json(String text) {
        return new String(CanonicalJson.bytes(text), StandardCharsets.UTF_8);
    }

    /** The model's data as MLflow's data sets, whose digests are DVC's own hashes. */
    static List<DatasetInput> inputs(Recorder.Recording recording) {
        List<DatasetInput> inputs = new ArrayList<>();
        for (TrackedPath path :
                Tags.dataPaths(recording.model(), recording.snapshot().paths())) {
            DataHash hash = path.hash();
            if (hash != null && hash.value().length() <= MAX_DIGEST) {
                Map<String, Object> source = new TreeMap<>(Map.of("path", path.path(), "hash", hash.toString()));
                if (recording.snapshot().git().repository() != null) {
                    source.put("repository", recording.snapshot().git().repository());
                }
                String json = new String(CanonicalJson.bytes(source), StandardCharsets.UTF_8);
                inputs.add(new DatasetInput(path.path(), hash.value(), "dvc", json, "training"));
            }
        }
        return inputs;
    }
}
