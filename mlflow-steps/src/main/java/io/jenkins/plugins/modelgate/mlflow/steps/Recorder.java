package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.MetricPoint;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** Records evidence: what is known of a candidate, in MLflow where people look for it. */
public final class Recorder {
    /** The experiment of runs that carry evidence of what was made elsewhere. */
    private static final String ELSEWHERE = "model-gate";

    private final Gatekeeper gatekeeper;
    private final Proofs proofs;
    private final Versions versions;
    private final Origins origins;
    private final Bytes bytes;

    public Recorder(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.proofs = new Proofs(gatekeeper);
        this.versions = new Versions(gatekeeper);
        this.origins = new Origins(gatekeeper);
        this.bytes = new Bytes(gatekeeper.artifacts());
    }

    /**
     * What to record.
     *
     * @param model the model's policy
     * @param snapshot the workspace within the model's paths
     * @param files the model in the workspace; null if training code logged it to MLflow itself
     * @param experiment where a run is made if there is none
     * @param run the id of the run that trained it; null if nothing was trained, or no run was kept
     * @param build what made it; null outside a CI
     * @param resultCommit way B: the commit that holds the lock as used; null until it is committed back
     * @param protectedRef the protected ref that contains the commit; null if none does
     * @param profiles of the tables that the policy's gates ask about, by path, as far as they are there
     */
    public record Recording(
            ModelPolicy model,
            Snapshot snapshot,
            @CheckForNull ModelSource files,
            String experiment,
            @CheckForNull String run,
            @CheckForNull Evidence.Build build,
            @CheckForNull String resultCommit,
            @CheckForNull String protectedRef,
            SortedMap<String, Profile> profiles) {
        public Recording {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(experiment, "experiment");
            profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        }

        /** Of a model whose gates do not ask about tables. */
        public Recording(
                ModelPolicy model,
                Snapshot snapshot,
                @CheckForNull ModelSource files,
                String experiment,
                @CheckForNull String run,
                @CheckForNull Evidence.Build build,
                @CheckForNull String resultCommit,
                @CheckForNull String protectedRef) {
            this(model, snapshot, files, experiment, run, build, resultCommit, protectedRef, new TreeMap<>());
        }
    }

    /**
     * What is recorded.
     *
     * @param evidence the evidence
     * @param digest its digest
     * @param run the id of the run that carries it
     * @param version the version of this candidate; null if it is not registered yet
     * @param reused whether this candidate had evidence already
     * @param remarks what a person should know, each a sentence; often empty
     */
    public record Recorded(
            Evidence evidence,
            Sha256 digest,
            String run,
            @CheckForNull String version,
            boolean reused,
            List<String> remarks) {
        public Recorded {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Records the candidate of a workspace. A candidate that was recorded before keeps its evidence, unless more can be seen of
     * its descent now.
     */
    public Recorded record(Recording recording) {
        Plan plan = plan(recording);
        Recorded earlier = plan.earlier;
        return earlier == null ? record(recording, plan) : repeated(earlier, plan.trained);
    }

    /**
     * What {@link #record} would find; nothing is written.
     *
     * @param evidence what would be recorded, or was before
     * @param run the run that carries it, or would; null if one would be made
     * @param version the version of this candidate; null if it is not registered yet
     * @param reused whether this candidate was recorded before
     */
    public record Preview(
            Evidence evidence,
            @CheckForNull String run,
            @CheckForNull String version,
            boolean reused) {}

    /** Says what {@link #record} would do. */
    public Preview preview(Recording recording) {
        Plan plan = plan(recording);
        Recorded earlier = plan.earlier;
        if (earlier != null) {
            return new Preview(earlier.evidence(), earlier.run(), earlier.version(), true);
        }
        Evidence draft = plan.toRecord();
        ModelVersion version = versions.ofCandidate(draft.name(), draft.candidateKey());
        return new Preview(
                draft,
                plan.trained == null ? null : plan.trained.id(),
                version == null ? null : version.version(),
                false);
    }

    /**
     * What is to be done.
     *
     * @param trained the run that trained; null if none did
     * @param found the model's files; null if they are nowhere, and there was an earlier recording
     * @param draft the evidence as it would be; null if {@code found} is
     * @param earlier what was recorded before and counts still; null if it is to be recorded now
     */
    private record Plan(
            @CheckForNull Run trained,
            @CheckForNull Drafts.Found found,
            @CheckForNull Evidence draft,
            @CheckForNull Recorded earlier) {
        /** To be recorded. */
        Evidence toRecord() {
            return Objects.requireNonNull(draft, "draft");
        }

        Drafts.Found files() {
            return Objects.requireNonNull(found, "found");
        }
    }

    private Plan plan(Recording recording) {
        Versions.checkName(recording.model().name());
        Run trained = recording.run() == null ? null : alive(recording.run());
        Drafts.Found found = find(recording, trained);
        if (found == null) {
            return new Plan(trained, null, null, again(recording));
        }
        Evidence draft = Drafts.of(recording, found, trained, gatekeeper.now());
        Recorded earlier = earlier(recording, draft, trained);
        boolean counts = earlier != null && !Drafts.showsMore(draft, earlier.evidence());
        return new Plan(trained, found, draft, counts ? earlier : null);
    }

    private Recorded record(Recording recording, Plan plan) {
        Run trained = plan.trained;
        Evidence draft = plan.toRecord();
        Map<String, String> tags = Tags.of(recording, draft);
        Run run = carrier(recording, draft, trained, tags);
        List<String> remarks = log(run, recording, tags);
        gatekeeper.tracking().setRunTag(run.id(), Tags.SOURCE, source(recording, plan.files(), run));
        gatekeeper.checkpoint().at(Checkpoint.Boundary.RUN_LOGGED);
        proofs.store(recording.profiles().values(), run);
        Evidence evidence = Drafts.of(recording, plan.files(), trained == null ? run : trained, draft.at());
        Recorded recorded = store(run, evidence, remarks);
        if (!run.equals(trained)) {
            gatekeeper.tracking().updateRun(run.id(), RunStatus.FINISHED, gatekeeper.now());
        }
        return besideVersion(recorded);
    }

    /** What is registered already keeps the evidence that verdicts may cite, whatever was measured since. */
    private Recorded besideVersion(Recorded recorded) {
        Evidence evidence = recorded.evidence();
        ModelVersion version = versions.ofCandidate(evidence.name(), evidence.candidateKey());
        if (version == null) {
            return recorded;
        }
        List<String> remarks = new ArrayList<>(recorded.remarks());
        Recorded kept = before(version);
        if (kept != null) {
            remarks.add("Version " + version.version() + " is this very candidate"
                    + (Drafts.agree(kept.evidence(), evidence)
                            ? ": registering it replaces its evidence, since more is known of its descent now."
                            : " and keeps its evidence, which the gates judge; other numbers were measured now: "
                                    + Drafts.difference(kept.evidence(), evidence) + "."));
        }
        return new Recorded(evidence, recorded.digest(), recorded.run(), version.version(), false, remarks);
    }

    /** Where the registry finds the model's files; those of the workspace are sent there first. */
    private String source(Recording recording, Drafts.Found found, Run run) {
        String logged = found.source();
        if (logged != null) {
            return logged;
        }
        ModelSource files = Objects.requireNonNull(recording.files(), "files");
        String folder = bytes.upload(files, gatekeeper.artifacts().of(run));
        return "runs:/" + run.id() + "/" + folder;
    }

    /**
     * What a run carries, as {@link #record} gave it.
     *
     * @throws StepException if it carries no evidence
     */
    public Recorded recorded(String run) {
        return proofs.inRun(run)
                .map(proof -> recorded(proof, run))
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND,
                        "Run ‘" + run + "’ carries no evidence: record it first (`model-gate record`)"));
    }

    /**
     * Records a version that was made somewhere else (way C): its files are hashed as the registry serves them, all else is
     * the run's claim.
     */
    public Recorded recordVersion(String model, String number) {
        ModelVersion version = versions.get(model, number);
        Recorded before = before(version);
        if (before != null) {
            return before;
        }
        Run claims = version.runId() == null
                ? null
                : MlflowClient.ifFound(() -> gatekeeper.tracking().getRun(version.runId()))
                        .filter(run -> !run.deleted())
                        .orElse(null);
        Evidence evidence = Drafts.elsewhere(model, bytes.of(version), claims, gatekeeper.now());
        ModelVersion same = versions.ofCandidate(model, evidence.candidateKey());
        before = same == null ? null : before(same);
        if (before != null) {
            return before;
        }
        // The run may carry another candidate's evidence, or belong to somebody else: this evidence gets its own.
        Map<String, String> tags = new TreeMap<>(Tags.of(evidence));
        tags.put(Tags.TRAINING, UUID.randomUUID().toString());
        String experiment = TrainingRuns.experiment(gatekeeper, ELSEWHERE).id();
        Run run = TrainingRuns.create(gatekeeper, experiment, model + " " + number, tags);
        gatekeeper.checkpoint().at(Checkpoint.Boundary.RUN_CREATED);
        gatekeeper.tracking().setRunTag(run.id(), Tags.SOURCE, version.source());
        Recorded recorded = store(run, evidence, List.of());
        gatekeeper.tracking().updateRun(run.id(), RunStatus.FINISHED, gatekeeper.now());
        versions.claim(version, recorded, gatekeeper.tracking().getRun(run.id()).tags());
        return new Recorded(evidence, recorded.digest(), run.id(), number, false, List.of());
    }

    @CheckForNull
    private Recorded before(ModelVersion version) {
        String run = version.tags().containsKey(Tags.EVIDENCE) ? Proofs.runOf(version) : null;
        return proofs.usable(run)
                .filter(proof -> proof.digest().equals(Proofs.named(version)))
                .map(proof -> recorded(proof, run))
                .orElse(null);
    }

    private Run alive(String id) {
        Run run = gatekeeper.tracking().getRun(id);
        if (run.deleted()) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT, "Run ‘" + id + "’ is deleted: restore it, or record without it");
        }
        return run;
    }

    @CheckForNull
    private Drafts.Found find(Recording recording, @CheckForNull Run trained) {
        ModelSource files = recording.files();
        if (files != null) {
            Bytes.checkNames(files.files());
            return new Drafts.Found(files.files(), null, Drafts.link(recording));
        }
        return trained == null
                ? null
                : origins.in(trained, recording.model().name()).orElse(null);
    }

    /** What was recorded of this very candidate, whoever did it; null if nothing was. */
    @CheckForNull
    private Recorded earlier(Recording recording, Evidence draft, @CheckForNull Run trained) {
        ModelVersion version = versions.ofCandidate(draft.name(), draft.candidateKey());
        String registered = version == null ? null : Proofs.runOf(version);
        Filter candidate = Filter.tag(Tags.CANDIDATE, draft.candidateKey().hex());
        return Stream.concat(
                        Stream.ofNullable(registered),
                        runs(recording, trained, candidate).stream().map(Run::id))
                .flatMap(run -> proofs.usable(run).map(proof -> Map.entry(run, proof)).stream())
                .filter(entry -> Drafts.agree(entry.getValue().evidence(), draft))
                .map(entry -> recorded(entry.getValue(), entry.getKey()))
                .reduce((kept, next) -> Drafts.showsMore(next.evidence(), kept.evidence()) ? next : kept)
                .orElse(null);
    }

    private Recorded recorded(Proofs.Proof proof, String run) {
        ModelVersion version =
                versions.ofCandidate(proof.evidence().name(), proof.evidence().candidateKey());
        return new Recorded(
                proof.evidence(), proof.digest(), run, version == null ? null : version.version(), true, List.of());
    }

    /** The oldest first. */
    private List<Run> runs(Recording recording, @CheckForNull Run trained, Filter filter) {
        Set<String> experiments = new TreeSet<>();
        MlflowClient.ifFound(() -> gatekeeper.tracking().getExperiment(recording.experiment()))
                .ifPresent(experiment -> experiments.add(experiment.id()));
        if (trained != null) {
            experiments.add(trained.experimentId());
        }
        if (experiments.isEmpty()) {
            return List.of();
        }
        return gatekeeper.tracking().searchRuns(experiments, filter, Versions.MOST).stream()
                .sorted(TrainingRuns.OLDEST_FIRST)
                .toList();
    }

    private Recorded repeated(Recorded earlier, @CheckForNull Run trained) {
        if (trained == null || trained.id().equals(earlier.run())) {
            return earlier;
        }
        gatekeeper.tracking().setRunTag(trained.id(), Tags.REPEATS, earlier.run());
        return new Recorded(
                earlier.evidence(),
                earlier.digest(),
                earlier.run(),
                earlier.version(),
                true,
                List.of("Run ‘" + trained.id() + "’ made the same candidate again; its evidence is that of run ‘"
                        + earlier.run() + "’."));
    }

    /** Nothing was trained, and the model is not in the workspace: the same ingredients were recorded before, or never. */
    private Recorded again(Recording recording) {
        String name = recording.model().name();
        Filter recipe =
                Filter.tag(Tags.RECIPE, Drafts.recipe(recording.snapshot()).hex());
        return runs(recording, null, recipe).stream()
                .flatMap(run -> proofs
                        .usable(run.id())
                        .filter(proof -> proof.evidence().name().equals(name)
                                && Drafts.madeOf(proof.evidence(), recording.snapshot()))
                        .map(proof -> recorded(proof, run.id()))
                        .stream())
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND,
                        "There is no model ‘" + name
                                + "’ to record: nothing was trained in this build, and this code, data"
                                + " and parameters were never recorded. Train it within `model-gate run`, or name the"
                                + " DVC output that is the model as ‘artifact’ in the policy"));
    }

    /** The run to carry the evidence: the one that trained, unless it carries some already, or is another candidate's. */
    private Run carrier(Recording recording, Evidence draft, @CheckForNull Run trained, Map<String, String> tags) {
        String key = draft.candidateKey().hex();
        if (trained != null && trained.tags().getOrDefault(Tags.CANDIDATE, key).equals(key) && !proofs.anyIn(trained)) {
            return trained;
        }
        Run unfinished = unfinished(recording, trained, key);
        if (unfinished != null) {
            return unfinished;
        }
        Map<String, String> all = new TreeMap<>(tags);
        all.put(Tags.TRAINING, UUID.randomUUID().toString());
        if (trained != null) {
            all.put(Tags.PARENT, trained.id());
        }
        String experiment = trained == null
                ? TrainingRuns.experiment(gatekeeper, recording.experiment()).id()
                : trained.experimentId();
        Run run = TrainingRuns.create(gatekeeper, experiment, draft.name(), all);
        gatekeeper.checkpoint().at(Checkpoint.Boundary.RUN_CREATED);
        return run;
    }

    /** What this very build made before it was stopped; not another build's, which may still be at it. */
    @CheckForNull
    private Run unfinished(Recording recording, @CheckForNull Run trained, String key) {
        Evidence.Build build = recording.build();
        if (build == null) {
            return null;
        }
        Filter filter = Filter.tag(Tags.CANDIDATE, key).and(Filter.tag(Lookup.By.BUILD.tag(), Tags.build(build)));
        return runs(recording, trained, filter).stream()
                .filter(run -> !proofs.anyIn(run))
                .findFirst()
                .orElse(null);
    }

    /** Logs what the run does not have yet: training code may have logged part of it, in its own spelling. */
    private List<String> log(Run run, Recording recording, Map<String, String> tags) {
        List<String> remarks = new ArrayList<>();
        Map<String, String> params = new TreeMap<>();
        recording.snapshot().params().forEach((key, json) -> {
            String value = Drafts.plain(json);
            if (!Tags.fits(key) || value.length() > Tags.MAX_VALUE) {
                remarks.add("Parameter ‘" + key + "’ is in the evidence only: MLflow cannot keep it.");
            } else if (!run.params().containsKey(key)) {
                params.put(key, value);
            }
        });
        List<MetricPoint> metrics = new ArrayList<>();
        recording.snapshot().metrics().forEach((key, value) -> {
            if (!Tags.fits(key)) {
                remarks.add("Metric ‘" + key + "’ is in the evidence only: MLflow cannot keep its name.");
            } else if (!run.metrics().containsKey(key)) {
                metrics.add(new MetricPoint(key, value, gatekeeper.now(), 0));
            }
        });
        gatekeeper.tracking().logBatch(run.id(), metrics, params, tags);
        gatekeeper.tracking().logInputs(run.id(), Drafts.inputs(recording));
        return remarks;
    }

    private Recorded store(Run run, Evidence evidence, List<String> remarks) {
        Envelope envelope = proofs.seal(evidence);
        gatekeeper.artifacts().upload(gatekeeper.artifacts().of(run), Proofs.ARTIFACT, envelope.json());
        gatekeeper.checkpoint().at(Checkpoint.Boundary.EVIDENCE_STORED);
        return new Recorded(evidence, envelope.digest(), run.id(), null, false, remarks);
    }
}
