package io.jenkins.plugins.modelgate.build;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Documents as the steps would keep them, without any server. */
public final class Samples {
    public static final String SERVER = "mlflow";
    static final String DATA_MD5 = "0123456789abcdef0123456789abcdef";
    static final String FILE_MD5 = "fedcba9876543210fedcba9876543210";
    public static final TargetId PRODUCTION = new TargetId(SERVER, "default", "diabetes", "production");

    public static final Instant AT = Instant.parse("2026-11-23T00:00:00Z");
    private static final PolicyRef POLICY = new PolicyRef(hash("policy"), "refs/heads/main", "c".repeat(40), true);

    private Samples() {}

    public static Sha256 hash(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    static ModelFiles model(String version) {
        return new ModelFiles(List.of(new Subject("model.skops", hash("model " + version))));
    }

    static Snapshot snapshot(String dataPath) {
        return new Snapshot(
                List.of(
                        path(dataPath, dataPath + ".dvc", DataHash.md5(DATA_MD5 + ".dir")),
                        path("prepared/train.csv", "dvc.yaml:prepare", DataHash.md5(FILE_MD5)),
                        path("old.csv", "old.csv.dvc", DataHash.parse("md5-dos2unix:" + FILE_MD5))),
                git(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    private static GitState git() {
        return new GitState("https://example.org/p.git", "a".repeat(40), null, hash("code"), List.of(), List.of());
    }

    private static TrackedPath path(String path, String owner, DataHash hash) {
        return new TrackedPath(
                path,
                hash.isDirectory() ? TrackedPath.Kind.DIRECTORY : TrackedPath.Kind.FILE,
                owner,
                hash,
                hash,
                3,
                1,
                TrackedPath.State.UNCHANGED,
                true,
                TrackedPath.Presence.PRESENT,
                true);
    }

    /** Evidence of the candidate that becomes that version; its data lies at {@code dataPath}. */
    public static Evidence evidence(String version, String dataPath) {
        Snapshot snapshot = snapshot(dataPath);
        return new Evidence(
                model(version),
                "diabetes",
                hash("candidate " + version),
                Evidence.Way.LOCKED_BEFORE,
                new Observed<>(new Evidence.Code(git(), null, "refs/heads/main"), Observer.AGENT),
                new Observed<>(new Evidence.Data(snapshot.digest(), snapshot.paths(), new TreeMap<>()), Observer.AGENT),
                new Observed<>(new TreeMap<>(Map.of("train.alpha", "0.5")), Observer.AGENT),
                new TreeMap<>(Map.of(
                        "rmse", new Observed<>(new Metric(54.25), Observer.AGENT),
                        "odd", new Observed<>(new Metric(Double.NaN), Observer.CLAIMED))),
                new Observed<>(Evidence.Link.BYTE_IDENTICAL, Observer.REGISTRY),
                new Observed<>(new Evidence.Run("f".repeat(32), "1", null, new TreeMap<>()), Observer.REGISTRY),
                null,
                AT);
    }

    public static Verdicts verdicts(String version, Answer answer, String sentence) {
        Verdict verdict = new Verdict(
                "rmse-in-bounds",
                "bound",
                answer,
                sentence,
                new Metric(54.25),
                null,
                new Metric(60),
                89L,
                List.of(Observer.AGENT));
        return new Verdicts(
                model(version),
                hash("evidence " + version),
                hash("candidate " + version),
                version,
                PRODUCTION,
                POLICY,
                Baseline.none(),
                List.of(verdict),
                answer,
                "All gates must pass",
                AT);
    }

    /** Verdicts that warn and that ask a person, on slices, all with that name. */
    public static Verdicts weighed(String version, String name) {
        Verdicts plain = verdicts(version, Answer.FAIL, "54.25 is too much");
        Verdict inner = part(name, Answer.INCONCLUSIVE, "too few");
        Verdict slice = part(name, Answer.FAIL, "too much").ofParts(name, Answer.FAIL, "too much", List.of(inner));
        Verdict whole = slice.ofParts("in-each-slice", Answer.FAIL, "One of two fails", List.of(slice, inner))
                .against(new Holder(name, hash("model"), null, null))
                .weighing(Effect.PERSON);
        return new Verdicts(
                plain.model(),
                plain.evidence(),
                plain.candidateKey(),
                version,
                plain.target(),
                plain.policy(),
                plain.baseline(),
                List.of(plain.verdicts().get(0).weighing(Effect.WARN), whole),
                Answer.INCONCLUSIVE,
                plain.rule(),
                plain.at());
    }

    private static Verdict part(String name, Answer answer, String sentence) {
        return new Verdict(
                name,
                "clopper-pearson",
                answer,
                sentence,
                new Metric(0.7),
                null,
                new Metric(0.8),
                1_000L,
                new Verdict.Difference(new Metric(-0.1), new Metric(-0.12), new Metric(-0.08), new Metric(0.95)),
                null,
                List.of(Observer.AGENT));
    }

    static Transition promotion(String version) {
        return new Transition(
                model(version),
                Transition.Type.PROMOTE,
                PRODUCTION,
                null,
                new Holder(version, model(version).hash(), hash("candidate " + version), hash("evidence " + version)),
                null,
                "champion",
                null,
                hash("verdicts " + version),
                List.of(),
                POLICY,
                "as every night",
                new Actor(Actor.Kind.JOB, "deliver", null, Observer.CONTROLLER),
                null,
                AT);
    }
}
