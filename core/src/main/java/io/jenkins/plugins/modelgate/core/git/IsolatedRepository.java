package io.jenkins.plugins.modelgate.core.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FileUtils;

/**
 * A bare repository that knows its own configuration only: the machine's and the user's (proxies without verification,
 * hooks, redirected URLs) do not reach it. JGit has no other way to leave them out for one repository. Redirections of a
 * remote are not followed: they would lead whoever fetches to where nobody said it may go.
 */
public final class IsolatedRepository extends FileRepository {
    /**
     * What receives a push to a {@code file://} address. JGit would update such a repository itself, past its hooks and
     * settings. This makes it run Git, with the repository's own hooks whatever the user's configuration or environment says.
     */
    public static final String RECEIVE_PACK = "unset GIT_OBJECT_DIRECTORY GIT_QUARANTINE_PATH GIT_NAMESPACE"
            + " GIT_SHALLOW_FILE GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS;"
            + " exec git -c core.hooksPath=\"$(git config --file config core.hooksPath || echo hooks)\" receive-pack";

    @CheckForNull
    private FileBasedConfig own;

    /**
     * Opens it, or a place for one.
     *
     * @param incoming a further folder of objects to read from; null for none
     * @param durable whether what is written must survive a power cut
     */
    public IsolatedRepository(Path folder, @CheckForNull Path incoming, boolean durable) throws IOException {
        super(builder(folder, incoming));
        if (durable) {
            // In memory, where only the object database looks: in the file, Git would call it out of date.
            super.getConfig().setBoolean("core", null, "fsyncObjectFiles", true);
        }
    }

    /** Opens it, and makes it first if there is nothing. Whoever else does the same at the same time gets the same. */
    public static IsolatedRepository openOrCreate(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(Constants.HEAD))) {
            Path parent = Files.createDirectories(
                    Objects.requireNonNull(folder.toAbsolutePath().getParent()));
            Path made = Files.createTempDirectory(parent, folder.getFileName() + ".new");
            try (IsolatedRepository empty = new IsolatedRepository(made, null, false)) {
                empty.create(true);
            }
            try {
                Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                FileUtils.delete(made.toFile(), FileUtils.RECURSIVE);
                if (!Files.exists(folder.resolve(Constants.HEAD))) {
                    throw e;
                }
            }
        }
        return new IsolatedRepository(folder, null, false);
    }

    private static FileRepositoryBuilder builder(Path folder, @CheckForNull Path incoming) throws IOException {
        FileRepositoryBuilder builder =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare();
        if (incoming != null) {
            builder.addAlternateObjectDirectory(incoming.toFile());
        }
        return builder.setup();
    }

    /** Called by the constructor of the superclass too, therefore made when first asked for. */
    @Override
    public synchronized FileBasedConfig getConfig() {
        if (own == null) {
            own = new FileBasedConfig(null, new File(getDirectory(), Constants.CONFIG), getFS());
        }
        try {
            if (own.isOutdated()) {
                own.load();
                own.setBoolean("http", null, "followRedirects", false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigInvalidException e) {
            throw new UncheckedIOException(new IOException("‘" + own.getFile() + "’: " + e.getMessage(), e));
        }
        return own;
    }
}
