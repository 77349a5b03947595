package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/** The agent's part of what the dvc program does in a workspace. */
public final class DvcAgent {
    private final FilePath folder;
    private final Map<String, String> environment = new HashMap<>();

    /**
     * The agent of a workspace.
     *
     * @param variables the step's, of which those count that tell DVC where its configuration is
     */
    public DvcAgent(FilePath folder, EnvVars variables) {
        this.folder = folder;
        variables.forEach((name, value) -> {
            if (name.startsWith("DVC_") || name.startsWith("XDG_") || name.equals("HOME")) {
                environment.put(name, value);
            }
        });
    }

    /**
     * Finds out what to call, and where.
     *
     * @param remote DVC's remote that it is about; null = the default one
     */
    public Prepared prepare(DvcWork work, @CheckForNull String remote) throws IOException, InterruptedException {
        return folder.act(new Prepare(environment, work, remote));
    }

    /** Makes a folder beside the workspace that nobody else can read. */
    public FilePath makeFolder() throws IOException, InterruptedException {
        FilePath temporary = WorkspaceList.tempDir(folder);
        if (temporary == null) {
            throw new AbortException("The workspace ‘" + folder + "’ has no place for temporary files");
        }
        temporary.mkdirs();
        return temporary.createTempDir("model-gate", "dvc");
    }

    /** Writes a file that nobody else can read. */
    public static FilePath writeSecret(FilePath folder, String name, byte[] content)
            throws IOException, InterruptedException {
        FilePath file = folder.child(name);
        file.act(new WriteSecret(content));
        return file;
    }

    /** Concludes from what the script left in its folder. */
    public Serializable conclude(DvcWork work, DvcScript script, List<String> known, int exitCode)
            throws IOException, InterruptedException {
        return folder.act(new Conclude(environment, work, script, known, exitCode));
    }

    /**
     * What the agent found.
     *
     * @param root the folder to call from
     * @param remoteUrl the address of the remote; null if there is none
     */
    public record Prepared(
            String root, DvcWork.Plan plan, @CheckForNull String remoteUrl) implements Serializable {}

    /** Something that is done on the agent in the DVC repository. */
    private abstract static class InRepository<T> extends MasterToSlaveFileCallable<T> {
        private static final long serialVersionUID = 1;

        private final HashMap<String, String> environment;

        InRepository(Map<String, String> environment) {
            this.environment = new HashMap<>(environment);
        }

        DvcRepository open(File workspace) {
            Map<String, String> all = new HashMap<>(System.getenv());
            all.putAll(environment);
            return DvcRepository.open(workspace.toPath(), all);
        }
    }

    private static final class Prepare extends InRepository<Prepared> {
        private static final long serialVersionUID = 1;

        private final DvcWork work;

        @CheckForNull
        private final String remote;

        Prepare(Map<String, String> environment, DvcWork work, @CheckForNull String remote) {
            super(environment);
            this.work = work;
            this.remote = remote;
        }

        @Override
        public Prepared invoke(File workspace, VirtualChannel channel) {
            DvcRepository repository = open(workspace);
            return new Prepared(repository.root().toString(), work.plan(repository), repository.remoteUrl(remote));
        }
    }

    private static final class Conclude extends InRepository<Serializable> {
        private static final long serialVersionUID = 1;

        private final DvcWork work;
        private final DvcScript script;
        private final ArrayList<String> known;
        private final int exitCode;

        Conclude(Map<String, String> environment, DvcWork work, DvcScript script, List<String> known, int exitCode) {
            super(environment);
            this.work = work;
            this.script = script;
            this.known = new ArrayList<>(known);
            this.exitCode = exitCode;
        }

        @Override
        public Serializable invoke(File workspace, VirtualChannel channel) throws IOException {
            return work.conclude(open(workspace), known, script.said(Path.of(script.folder()), exitCode));
        }
    }

    private static final class WriteSecret extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1;

        private final byte[] content;

        WriteSecret(byte[] content) {
            this.content = content.clone();
        }

        @Override
        public Void invoke(File file, VirtualChannel channel) throws IOException {
            Path path = file.toPath();
            Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(own));
            Files.write(path, content, StandardOpenOption.TRUNCATE_EXISTING);
            return null;
        }
    }
}
