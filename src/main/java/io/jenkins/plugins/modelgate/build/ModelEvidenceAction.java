package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.Api;
import hudson.model.EnvironmentContributingAction;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.deploy.Projected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What a build recorded: digests and values. The statements themselves lie as files in the build's folder, named by their
 * digests, and go when the build goes.
 */
@ExportedBean
public final class ModelEvidenceAction implements RunAction2, EnvironmentContributingAction {
    static final String URL = "model-evidence";

    private transient Run<?, ?> run;
    private transient Object openingRuns;

    // Never changed, always replaced: the build may be saved by another thread at any time.
    private volatile List<SnapshotRecord> snapshots = new ArrayList<>();
    private volatile List<CandidateRecord> candidates = new ArrayList<>();

    @CheckForNull
    private volatile String mlflowRun;

    @CheckForNull
    private volatile String mlflowMark;

    @CheckForNull
    private volatile String resultCommit;

    /** The build's own, made now if it has none. */
    public static ModelEvidenceAction of(Run<?, ?> run) {
        synchronized (run) {
            ModelEvidenceAction action = run.getAction(ModelEvidenceAction.class);
            if (action == null) {
                action = new ModelEvidenceAction();
                run.addAction(action);
            }
            return action;
        }
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** The same, as the page's frame asks for it. */
    public Run<?, ?> getObject() {
        return run;
    }

    public Api getApi() {
        run.checkPermission(Item.READ);
        return new Api(this);
    }

    /** In the order in which they were taken. */
    @Exported
    public List<SnapshotRecord> getSnapshots() {
        return List.copyOf(snapshots);
    }

    /** In the order in which they were recorded. */
    @Exported
    public List<CandidateRecord> getCandidates() {
        return List.copyOf(candidates);
    }

    /** The MLflow run that the build's training logs to; null if there is none. */
    @CheckForNull
    @Exported
    public String getMlflowRun() {
        return mlflowRun;
    }

    /** What the build's own MLflow run is found by; another one once it was recorded as a candidate. */
    public synchronized String mlflowMark() throws IOException {
        if (mlflowMark == null) {
            mlflowMark = UUID.randomUUID().toString();
            save();
        }
        return mlflowMark + "." + candidates.size();
    }

    /** To be held while one of the build's runs is opened or closed below another, since its branches do so beside each other. */
    public synchronized Object openingRuns() {
        if (openingRuns == null) {
            openingRuns = new Object();
        }
        return openingRuns;
    }

    /** Way B: the commit that holds the lock as used; null if nothing was committed back. */
    @CheckForNull
    @Exported
    public String getResultCommit() {
        return resultCommit;
    }

    /** The candidate of that model that this build recorded; without a model, the only one. Empty if there are several. */
    public Optional<CandidateRecord> candidate(String server, @CheckForNull String model) {
        List<CandidateRecord> found = candidates.stream()
                .filter(record -> record.getEvidence() != null
                        && record.getServer().equals(server)
                        && (model == null || record.getModel().equals(model)))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Keeps a snapshot; of the same digest, the last one, whose metrics may be others. */
    public void add(SnapshotRecord snapshot) throws IOException {
        synchronized (this) {
            List<SnapshotRecord> more = new ArrayList<>(snapshots);
            more.removeIf(known -> known.getDigest().equals(snapshot.getDigest()));
            more.add(snapshot);
            snapshots = more;
            save();
        }
        DataFingerprints.record(run, snapshot.getData());
    }

    public void setMlflowRun(@CheckForNull String id) throws IOException {
        mlflowRun = id;
        save();
    }

    public void setResultCommit(String commit) throws IOException {
        resultCommit = commit;
        save();
    }

    /** One at a time, so that what was read later is not overwritten by what was read before. */
    private synchronized void save() throws IOException {
        run.save();
    }

    /**
     * Keeps what is known of a candidate, in place of what was known before.
     *
     * @param server the configured MLflow server's name
     * @param version null if it is not registered, or nobody asked
     */
    public void candidate(String server, Evidence known, @CheckForNull String runId, @CheckForNull String version)
            throws IOException {
        String key = known.candidateKey().hex();
        CandidateRecord changed = change(
                server,
                known.name(),
                record -> (record.getVersion() == null || version == null)
                        ? key.equals(record.getCandidateKey())
                        : version.equals(record.getVersion()),
                record -> record.with(known, runId).withVersion(version == null ? record.getVersion() : version));
        DataFingerprints.record(run, changed.getData());
    }

    /** Keeps the answer of a target's gates about a version, in place of an earlier one. */
    public void judged(String server, Verdicts verdicts) throws IOException {
        change(
                server,
                verdicts.target().model(),
                record -> verdicts.version().equals(record.getVersion()),
                record -> record.withVersion(verdicts.version()).with(verdicts));
    }

    /**
     * Keeps a change of what holds a target; the same one is kept once.
     *
     * @param ledgerCommit null if the transition was there before
     * @param deployed what became of the target's deployments so far
     */
    public void moved(String server, Transition transition, @CheckForNull String ledgerCommit, List<Projected> deployed)
            throws IOException {
        Holder to = transition.to();
        String version = to == null ? null : to.version();
        change(
                server,
                transition.target().model(),
                record -> Objects.equals(record.getVersion(), version),
                record -> record.withVersion(version).with(transition, ledgerCommit, deployed));
    }

    private synchronized CandidateRecord change(
            String server, String model, Predicate<CandidateRecord> same, UnaryOperator<CandidateRecord> change)
            throws IOException {
        CandidateRecord known = candidates.stream()
                .filter(record ->
                        record.getServer().equals(server) && record.getModel().equals(model) && same.test(record))
                .findFirst()
                .orElse(null);
        CandidateRecord changed = change.apply(known == null ? new CandidateRecord(server, model) : known);
        List<CandidateRecord> all = new ArrayList<>(candidates);
        if (known == null) {
            all.add(changed);
        } else {
            all.set(all.indexOf(known), changed);
        }
        candidates = all;
        save();
        return changed;
    }

    /** Keeps a statement in the build's folder. */
    public void keep(Document document, @CheckForNull SigningKey key) throws IOException {
        StatementFile.write(folder(), document, key);
    }

    /** The folder of the build's statements. */
    Path folder() {
        return run.getRootDir().toPath().resolve("model-gate");
    }

    /** A statement by its digest, for its address {@code statement/<digest>/}; null if there is none. */
    @CheckForNull
    public StatementFile getStatement(String digest) {
        run.checkPermission(Item.READ);
        return StatementFile.find(folder(), digest, trustOf(digest));
    }

    /** All statements that the candidates name, each once. */
    @Exported
    public List<StatementFile> getStatements() {
        return statements(candidates.stream());
    }

    private List<StatementFile> statements(Stream<CandidateRecord> of) {
        return of.flatMap(candidate -> candidate.digests().stream())
                .distinct()
                .map(digest -> StatementFile.find(folder(), digest, trustOf(digest)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** For the page: each candidate with its statements. */
    public List<CandidateView> getViews() {
        return candidates.stream()
                .map(candidate -> new CandidateView(candidate, statements(Stream.of(candidate))))
                .toList();
    }

    private Trust trustOf(String digest) {
        return candidates.stream()
                .filter(candidate -> candidate.digests().contains(digest))
                .findFirst()
                .map(candidate -> Trust.of(candidate.getServer()))
                .orElse(Trust.NONE);
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> built, @NonNull EnvVars variables) {
        List<CandidateRecord> known = candidates;
        if (known.size() == 1) {
            known.get(0).contribute(variables);
        }
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        return "symbol-ribbon";
    }

    @Override
    public String getDisplayName() {
        return Messages.ModelEvidenceAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** A file written by hand may lack what every version wrote. */
    Object readResolve() {
        snapshots = Util.fixNull(snapshots);
        candidates = Util.fixNull(candidates);
        return this;
    }
}
