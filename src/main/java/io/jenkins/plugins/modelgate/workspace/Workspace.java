package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.dvc.DvcException;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.MasterToSlaveFileCallable;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A build's workspace, read natively on its agent. */
public final class Workspace {
    private final FilePath folder;

    public Workspace(FilePath folder) {
        this.folder = folder;
    }

    public FilePath folder() {
        return folder;
    }

    /**
     * Takes a snapshot.
     *
     * @param paths the model's paths; empty for everything
     * @param remote whether to look into the DVC remote, where that can be done natively
     */
    public Snapshot snapshot(List<String> paths, boolean remote) throws IOException, InterruptedException {
        return folder.act(new TakeSnapshot(paths, remote));
    }

    /** Takes a snapshot of everything; empty where DVC tracks nothing. */
    public Optional<Snapshot> snapshotIfTracked() throws IOException, InterruptedException {
        return Optional.ofNullable(folder.act(new TakeSnapshotIfTracked()));
    }

    /** The commit that is checked out; empty outside a Git work tree, or before its first commit. */
    public Optional<String> commit() throws IOException, InterruptedException {
        return Optional.ofNullable(folder.act(new ReadCommit()));
    }

    /** The model at {@code artifact}, relative to the root of the Git work tree; hashed on the agent. */
    public ModelSource model(String artifact) throws IOException, InterruptedException {
        FoundModel found = folder.act(new FindModel(artifact));
        return new AgentModel(found.files(), new FilePath(folder.getChannel(), found.place()), found.single());
    }

    /**
     * Files of the workspace; hashed on the agent.
     *
     * @param patterns Ant patterns, relative to the workspace; each must find something
     */
    public ModelSource files(List<String> patterns) throws IOException, InterruptedException {
        return new AgentModel(folder.act(new FindFiles(patterns)), folder, false);
    }

    /** Looks into the workspace's DVC remote for data of any time. */
    public Map<String, TrackedPath.Presence> inRemote(List<TrackedPath> paths)
            throws IOException, InterruptedException {
        return folder.act(new LookInRemote(paths));
    }

    /**
     * Brings a file of the controller to the folder for temporary files beside the workspace.
     *
     * @return where it is there
     */
    public String bring(Path file, String name) throws IOException, InterruptedException {
        FilePath temporary = WorkspaceList.tempDir(folder);
        if (temporary == null) {
            throw new AbortException("The workspace ‘" + folder + "’ has no place for temporary files");
        }
        temporary.mkdirs();
        FilePath copy = temporary.child(name);
        new FilePath(file.toFile()).copyTo(copy);
        return copy.getRemote();
    }

    /**
     * Profiles of tables; read on the agent.
     *
     * @param profiles by path
     * @param problems why there is none of the others, each a sentence
     */
    public record Tables(SortedMap<String, Profile> profiles, List<String> problems) {}

    /**
     * Makes profiles of tables.
     *
     * @param paths relative to the root of the Git work tree
     */
    public Tables tables(Collection<String> paths) throws IOException, InterruptedException {
        if (paths.isEmpty()) {
            return new Tables(new TreeMap<>(), List.of());
        }
        ProfileTables.Found found = folder.act(new ProfileTables(paths));
        return new Tables(found.profiles(), List.copyOf(found.problems()));
    }

    /** The root of the Git work tree that the workspace is in. */
    public FilePath root() throws IOException, InterruptedException {
        return new FilePath(folder.getChannel(), folder.act(new FindRoot()));
    }

    /** The policy as the commit that is checked out has it: nobody protects that. */
    public PolicyRepository.Text policy() throws IOException, InterruptedException {
        return folder.act(new ReadPolicy());
    }

    /**
     * Who is behind the commits of its repository, as the agent has it.
     *
     * @param commit 40 hex digits
     * @param since 40 hex digits; null: from the first commit on
     * @param paths within which commits count; empty for all
     * @return empty if the repository cannot tell, or there is none
     */
    public Optional<List<Maker>> contributors(String commit, @CheckForNull String since, List<String> paths)
            throws IOException, InterruptedException {
        return Optional.ofNullable(folder.act(new FindContributors(commit, since, paths)));
    }

    private static final class FindContributors extends MasterToSlaveFileCallable<List<Maker>> {
        private static final long serialVersionUID = 1;

        private final String commit;

        @CheckForNull
        private final String since;

        private final ArrayList<String> paths;

        FindContributors(String commit, @CheckForNull String since, List<String> paths) {
            this.commit = commit;
            this.since = since;
            this.paths = new ArrayList<>(paths);
        }

        @CheckForNull
        @Override
        public List<Maker> invoke(File workspace, VirtualChannel channel) throws IOException {
            try (PolicyRepository git = PolicyRepository.open(workspace.toPath())) {
                return git.contributors(commit, since, paths, Observer.AGENT)
                        .map(ArrayList::new)
                        .orElse(null);
            } catch (PolicyException noRepository) {
                return null;
            }
        }
    }

    private static final class ReadPolicy extends MasterToSlaveFileCallable<PolicyRepository.Text> {
        private static final long serialVersionUID = 1;

        @Override
        public PolicyRepository.Text invoke(File workspace, VirtualChannel channel) throws IOException {
            try (PolicyRepository git = PolicyRepository.open(workspace.toPath())) {
                return git.text(Constants.HEAD);
            }
        }
    }

    private static final class TakeSnapshot extends MasterToSlaveFileCallable<Snapshot> {
        private static final long serialVersionUID = 1;

        private final ArrayList<String> paths;
        private final boolean remote;

        TakeSnapshot(List<String> paths, boolean remote) {
            this.paths = new ArrayList<>(paths);
            this.remote = remote;
        }

        @Override
        public Snapshot invoke(File workspace, VirtualChannel channel) {
            SnapshotOptions options = SnapshotOptions.defaults().within(paths);
            return DvcRepository.open(workspace.toPath()).snapshot(remote ? options.lookingInRemote() : options);
        }
    }

    private static final class TakeSnapshotIfTracked extends MasterToSlaveFileCallable<Snapshot> {
        private static final long serialVersionUID = 1;

        @CheckForNull
        @Override
        public Snapshot invoke(File workspace, VirtualChannel channel) {
            try {
                return DvcRepository.open(workspace.toPath()).snapshot(SnapshotOptions.defaults());
            } catch (DvcException e) {
                if (e.kind() == DvcException.Kind.NOT_A_REPOSITORY) {
                    return null;
                }
                throw e;
            }
        }
    }

    private static final class ReadCommit extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1;

        @CheckForNull
        @Override
        public String invoke(File workspace, VirtualChannel channel) throws IOException {
            FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(workspace);
            if (builder.getGitDir() == null) {
                return null;
            }
            try (Repository git = builder.build()) {
                ObjectId commit = git.resolve(Constants.HEAD);
                return commit == null ? null : commit.name();
            }
        }
    }

    private static final class LookInRemote extends MasterToSlaveFileCallable<Map<String, TrackedPath.Presence>> {
        private static final long serialVersionUID = 1;

        private final ArrayList<TrackedPath> paths;

        LookInRemote(List<TrackedPath> paths) {
            this.paths = new ArrayList<>(paths);
        }

        @Override
        public Map<String, TrackedPath.Presence> invoke(File workspace, VirtualChannel channel) {
            return new HashMap<>(DvcRepository.open(workspace.toPath()).inRemote(paths));
        }
    }

    private static final class FindRoot extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1;

        @Override
        public String invoke(File workspace, VirtualChannel channel) throws IOException {
            try (PolicyRepository git = PolicyRepository.open(workspace.toPath())) {
                return git.root().toString();
            }
        }
    }

    /**
     * A model on an agent.
     *
     * @param files hashed
     * @param place the file or folder
     * @param single whether it is a file
     */
    private record FoundModel(ModelFiles files, String place, boolean single) implements Serializable {}

    private static final class FindModel extends MasterToSlaveFileCallable<FoundModel> {
        private static final long serialVersionUID = 1;

        private final String artifact;

        FindModel(String artifact) {
            this.artifact = artifact;
        }

        @Override
        public FoundModel invoke(File workspace, VirtualChannel channel) throws IOException {
            // Where DVC links instead of copying, the links of a model lead into its cache.
            Path cache = DvcRepository.open(workspace.toPath()).cache();
            try (PolicyRepository git = PolicyRepository.open(workspace.toPath())) {
                Path place = git.root().resolve(artifact);
                ModelFiles files = ModelSource.of(place, cache).files();
                return new FoundModel(files, place.toString(), place.toFile().isFile());
            }
        }
    }
}
