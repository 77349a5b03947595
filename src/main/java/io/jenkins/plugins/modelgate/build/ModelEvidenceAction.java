package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jenkins.model.RunAction2;

/**
 * What a build recorded: digests and values. The statements themselves lie as files in the build's folder, named by their
 * digests.
 */
public final class ModelEvidenceAction implements RunAction2, EnvironmentContributingAction {
    static final String URL = "model-evidence";

    private transient Run<?, ?> run;
    private final List<SnapshotRecord> snapshots = new ArrayList<>();
    private final List<CandidateRecord> candidates = new ArrayList<>();

    @CheckForNull
    private String mlflowRun;

    @CheckForNull
    private String resultCommit;

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

    /** In the order in which they were taken. */
    public synchronized List<SnapshotRecord> getSnapshots() {
        return List.copyOf(snapshots);
    }

    /** In the order in which they were recorded. */
    public synchronized List<CandidateRecord> getCandidates() {
        return List.copyOf(candidates);
    }

    /** The MLflow run that the build's training logs to; null if there is none. */
    @CheckForNull
    public synchronized String getMlflowRun() {
        return mlflowRun;
    }

    /** Way B: the commit that holds the lock as used; null if nothing was committed back. */
    @CheckForNull
    public synchronized String getResultCommit() {
        return resultCommit;
    }

    /** The candidate of that model; without a model, the only one. */
    public synchronized Optional<CandidateRecord> candidate(String server, @CheckForNull String model) {
        List<CandidateRecord> found = candidates.stream()
                .filter(record -> record.getServer().equals(server)
                        && (model == null || record.getModel().equals(model)))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Keeps a snapshot; one of the same digest is kept once. */
    public void add(SnapshotRecord snapshot) throws IOException {
        synchronized (this) {
            if (snapshots.stream().anyMatch(known -> known.getDigest().equals(snapshot.getDigest()))) {
                return;
            }
            snapshots.add(snapshot);
        }
        run.save();
    }

    public void setMlflowRun(@CheckForNull String id) throws IOException {
        synchronized (this) {
            mlflowRun = id;
        }
        run.save();
    }

    public void setResultCommit(String commit) throws IOException {
        synchronized (this) {
            resultCommit = commit;
        }
        run.save();
    }

    /** Changes what is known of a candidate; the change gets an empty record if nothing is known yet. */
    public void update(String server, String model, UnaryOperator<CandidateRecord> change) throws IOException {
        synchronized (this) {
            CandidateRecord known = candidates.stream()
                    .filter(record -> record.getServer().equals(server)
                            && record.getModel().equals(model))
                    .findFirst()
                    .orElse(null);
            CandidateRecord changed = change.apply(known == null ? new CandidateRecord(server, model) : known);
            if (known == null) {
                candidates.add(changed);
            } else {
                candidates.set(candidates.indexOf(known), changed);
            }
        }
        run.save();
    }

    /** Keeps a statement in the build's folder. */
    public void keep(Document document, @CheckForNull SigningKey key) throws IOException {
        Path folder = folder();
        Files.createDirectories(folder);
        Envelope envelope = key == null ? Envelope.unsigned(document) : Envelope.seal(document, key);
        Path written = Files.createTempFile(folder, "statement", null);
        try {
            Files.write(written, envelope.json());
            Files.move(
                    written,
                    folder.resolve(Documents.digest(document).hex() + ".json"),
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** The folder of the build's statements. */
    Path folder() {
        return run.getRootDir().toPath().resolve("model-gate");
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> built, @NonNull EnvVars variables) {
        List<CandidateRecord> known = getCandidates();
        if (known.size() == 1) {
            known.get(0).contribute(variables);
        }
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        return "symbol-ribbon-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.ModelEvidenceAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
