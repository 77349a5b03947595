package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The Git repository around a workspace: an ordinary clone, a shallow one, a linked work tree or a submodule. */
final class GitWorkspace implements AutoCloseable {
    private final Repository repository;
    private final Path root;
    private final GitIgnore ignore;

    private GitWorkspace(Repository repository) {
        this.repository = repository;
        this.root = repository.getWorkTree().toPath().toAbsolutePath().normalize();
        this.ignore = new GitIgnore(root, repository);
    }

    /**
     * Finds the repository that a folder belongs to; null if it belongs to none.
     *
     * @throws DvcException if it is broken, or a bare one
     */
    @CheckForNull
    static GitWorkspace find(Path folder) {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(folder.toFile());
        return builder.getGitDir() == null ? null : open(builder, folder);
    }

    private static GitWorkspace open(FileRepositoryBuilder builder, Path folder) {
        try {
            Repository repository = builder.setMustExist(true).build();
            if (repository.isBare()) {
                repository.close();
                throw DvcException.invalid(folder, "lies in a bare Git repository, which has no work tree");
            }
            return new GitWorkspace(repository);
        } catch (IOException | IllegalArgumentException e) {
            throw DvcException.unreadable(folder.resolve(Constants.DOT_GIT), e);
        }
    }

    Path root() {
        return root;
    }

    GitIgnore ignore() {
        return ignore;
    }

    boolean trustsFileMode() {
        return repository.getConfig().getBoolean("core", null, "filemode", true);
    }

    /** The URL of {@code origin} without user and password; null if there is none. */
    @CheckForNull
    String origin() {
        String url = repository.getConfig().getString("remote", "origin", "url");
        if (url == null) {
            return null;
        }
        try {
            return new URIish(url).setUser(null).setPass(null).toString();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    @CheckForNull
    ObjectId head() {
        try {
            return repository.resolve(Constants.HEAD);
        } catch (IOException e) {
            throw DvcException.unreadable(repository.getDirectory().toPath(), e);
        }
    }

    /** The branch that is checked out, in full; null if the head is detached. */
    @CheckForNull
    String branch() {
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            return head != null && head.isSymbolic() ? head.getTarget().getName() : null;
        } catch (IOException e) {
            throw DvcException.unreadable(repository.getDirectory().toPath(), e);
        }
    }

    DirCache index() {
        try {
            return repository.readDirCache();
        } catch (IOException e) {
            throw DvcException.unreadable(repository.getIndexFile().toPath(), e);
        }
    }

    /** When the index was written, in nanoseconds since 1970; 0 if there is none. A file that is not older may be another one. */
    long indexTime() {
        try {
            return FileStat.ofTarget(repository.getIndexFile().toPath()).modified();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The paths in which the index differs from the commit. */
    Set<String> staged(DirCache index) {
        Set<String> staged = new HashSet<>();
        ObjectId head = head();
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk commits = new RevWalk(reader);
                TreeWalk walk = new TreeWalk(repository, reader)) {
            if (head == null) {
                walk.addTree(new org.eclipse.jgit.treewalk.EmptyTreeIterator());
            } else {
                walk.addTree(commits.parseCommit(head).getTree());
            }
            walk.addTree(new DirCacheIterator(index));
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                staged.add(Names.decode(walk.getRawPath()));
            }
        } catch (IOException e) {
            throw DvcException.unreadable(repository.getDirectory().toPath(), e);
        }
        return staged;
    }

    /**
     * Whether a file's content differs from the index after what Git does to it (line ends, filters). Only worth asking if the
     * bytes differ.
     */
    boolean differsAfterFilters(DirCacheEntry entry) {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            FileTreeIterator files = new FileTreeIterator(repository);
            walk.addTree(files);
            DirCache index = index();
            DirCacheIterator staged = new DirCacheIterator(index);
            walk.addTree(staged);
            files.setDirCacheIterator(walk, 1);
            walk.setRecursive(true);
            walk.setFilter(PathFilter.create(entry.getPathString()));
            while (walk.next()) {
                WorkingTreeIterator file = walk.getTree(0, WorkingTreeIterator.class);
                if (file != null && walk.getPathString().equals(entry.getPathString())) {
                    return !file.getEntryObjectId().equals(entry.getObjectId());
                }
            }
            return true;
        } catch (IOException e) {
            throw DvcException.unreadable(root, e);
        }
    }

    /** The repository of a submodule; null if it was not checked out. */
    @CheckForNull
    static GitWorkspace submodule(Path folder) {
        File marker = folder.resolve(Constants.DOT_GIT).toFile();
        return Files.exists(marker.toPath()) ? find(folder) : null;
    }

    @Override
    public void close() {
        repository.close();
    }
}
