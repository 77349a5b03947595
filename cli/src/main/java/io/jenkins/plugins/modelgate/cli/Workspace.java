package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.config.Config;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.dvc.program.DvcOptions;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgram;
import io.jenkins.plugins.modelgate.dvc.program.DvcProgramException;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import io.jenkins.plugins.modelgate.profile.DataProfiler;
import io.jenkins.plugins.modelgate.profile.InvalidDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The DVC side of a workspace. */
final class Workspace {
    private final Session session;

    Workspace(Session session) {
        this.session = session;
    }

    /** The model's part of the workspace. Remotes that cannot be looked into natively are asked by the dvc program. */
    Snapshot snapshot(ModelPolicy model) {
        Progress progress = Progress.of(session.console(), "hashing");
        Snapshot snapshot;
        try {
            snapshot = repository()
                    .snapshot(SnapshotOptions.defaults()
                            .within(model.paths())
                            .lookingInRemote()
                            .reporting(progress::advance));
        } finally {
            progress.end();
        }
        boolean asks = model.targets().values().stream()
                .flatMap(target -> target.gates().stream())
                .anyMatch(gate -> gate instanceof Gate.Lineage lineage
                        && lineage.checks().contains(Gate.Lineage.Check.DATA_IN_REMOTE));
        return asks && snapshot.paths().stream().anyMatch(Workspace::unknown) ? asked(model, snapshot) : snapshot;
    }

    private static boolean unknown(TrackedPath path) {
        return path.stored() && path.recorded() != null && path.inRemote() == Presence.UNKNOWN;
    }

    private Snapshot asked(ModelPolicy model, Snapshot snapshot) {
        List<String> shown;
        try {
            shown = dvc().inRemote(model.paths(), null).paths();
        } catch (DvcProgramException e) {
            session.console().note("Whether the data is in the DVC remote stays unknown: " + e.getMessage());
            return snapshot;
        }
        List<TrackedPath> paths = snapshot.paths().stream()
                .map(path -> unknown(path) && shown.contains(path.path()) ? present(path) : path)
                .toList();
        return new Snapshot(paths, snapshot.git(), snapshot.lock(), snapshot.params(), snapshot.metrics());
    }

    private static TrackedPath present(TrackedPath path) {
        return new TrackedPath(
                path.path(),
                path.kind(),
                path.owner(),
                path.recorded(),
                path.actual(),
                path.size(),
                path.files(),
                path.state(),
                path.inCache(),
                Presence.PRESENT,
                path.stored());
    }

    /** The dvc program; what it says goes to the standard error. */
    DvcProgram dvc() {
        Config config = session.config();
        DvcOptions options = DvcOptions.defaults()
                .hiding(session.servers().secrets())
                .listening(session.console().childOutput(true));
        if (config.program(Setting.DVC).isPresent()) {
            options = options.withExecutable(config.program(Setting.DVC).get());
        }
        if (config.duration(Setting.DVC_TIMEOUT).isPresent()) {
            options = options.withTimeout(config.duration(Setting.DVC_TIMEOUT).get());
        }
        return new DvcProgram(repository(), options);
    }

    private DvcRepository repository() {
        return DvcRepository.open(session.workspace());
    }

    /** Where this workspace's remote has what a version was made from; empty where that cannot be told. */
    Map<String, Presence> presence(List<TrackedPath> paths) {
        try {
            return repository().inRemote(paths);
        } catch (DvcException e) {
            session.console().note("Whether the data is in the DVC remote is unknown: " + e.getMessage());
            return Map.of();
        }
    }

    /** Profiles of the tables that gates ask about; without those that cannot be read here, which gates then miss. */
    SortedMap<String, Profile> profiles(ModelPolicy model) throws IOException {
        SortedMap<String, Profile> profiles = new TreeMap<>();
        for (TargetPolicy target : model.targets().values()) {
            for (Gate.Data gate : target.data()) {
                if (!profiles.containsKey(gate.path())) {
                    profile(gate.path()).ifPresent(profile -> profiles.put(gate.path(), profile));
                }
            }
        }
        return profiles;
    }

    private Optional<Profile> profile(String path) throws IOException {
        try {
            return Optional.of(readProfile(path));
        } catch (InvalidDataException | NoSuchFileException e) {
            session.console().note("There will be no profile of ‘" + path + "’: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The profile of a table, relative to the repository's root. */
    Profile readProfile(String path) throws IOException {
        return DataProfiler.profile(session.git().root().resolve(path), path);
    }

    /** The model's files here; null for a model that training code logs to MLflow itself. */
    @CheckForNull
    ModelSource files(ModelPolicy model) throws IOException {
        String artifact = model.artifact();
        if (artifact == null) {
            return null;
        }
        // Where DVC links instead of copying, the links of a model lead into its cache.
        return ModelSource.of(
                session.git().root().resolve(artifact), repository().cache());
    }
}
