package io.jenkins.plugins.modelgate.core.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Who wrote what a commit has and another has not. History is not simplified as {@code git log} does, so that no merge hides a
 * commit; a merge counts itself where it differs from all its parents. What Git says of people is a claim.
 */
public final class Contributors {
    private static final int MOST_COMMITS = 200_000;

    /** Documents stay readable; a repository of so many people is none that separates duties by names. */
    private static final int MOST_MAKERS = 5_000;

    private static final Pattern CO_AUTHOR = Pattern.compile("\\s*([^<]*?)\\s*<([^>]*)>\\s*");

    private Contributors() {}

    /**
     * The people behind the commits that {@code commit} reaches and {@code since} does not.
     *
     * @param since a commit that the repository need not have; null or unknown: from the first commit on
     * @param paths files and folders that count; empty for all
     * @param observer who reads the repository
     * @return empty if nobody can tell: the commit is not there, or the clone does not go back far enough
     * @throws IOException if the repository cannot be read
     */
    public static Optional<List<Maker>> of(
            Repository repository, String commit, @CheckForNull String since, List<String> paths, Observer observer)
            throws IOException {
        Set<ObjectId> shallow = repository.getObjectDatabase().getShallowCommits();
        Set<Maker> makers = new LinkedHashSet<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectId.fromString(commit)));
            RevCommit champion = parsed(walk, since);
            if (champion != null) {
                walk.markUninteresting(champion);
            }
            int commits = 0;
            for (RevCommit next = walk.next(); next != null; next = walk.next()) {
                if (shallow.contains(next) || ++commits > MOST_COMMITS || makers.size() > MOST_MAKERS) {
                    return Optional.empty();
                }
                if (changes(repository, walk, next, paths)) {
                    add(makers, next, observer);
                }
            }
        } catch (MissingObjectException e) {
            return Optional.empty();
        }
        return Optional.of(new ArrayList<>(makers));
    }

    @CheckForNull
    private static RevCommit parsed(RevWalk walk, @CheckForNull String commit) throws IOException {
        try {
            return commit == null ? null : walk.parseCommit(ObjectId.fromString(commit));
        } catch (MissingObjectException e) {
            return null;
        }
    }

    private static boolean changes(Repository repository, RevWalk walk, RevCommit commit, List<String> paths)
            throws IOException {
        if (commit.getParentCount() == 0) {
            return differs(repository, null, commit, paths);
        }
        for (RevCommit parent : commit.getParents()) {
            if (!differs(repository, walk.parseCommit(parent), commit, paths)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differs(
            Repository repository, @CheckForNull RevCommit parent, RevCommit commit, List<String> paths)
            throws IOException {
        try (TreeWalk trees = new TreeWalk(repository)) {
            if (parent == null) {
                trees.addTree(new EmptyTreeIterator());
            } else {
                trees.addTree(parent.getTree());
            }
            trees.addTree(commit.getTree());
            trees.setRecursive(true);
            trees.setFilter(
                    paths.isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilterGroup.createFromStrings(paths), TreeFilter.ANY_DIFF));
            return trees.next();
        }
    }

    private static void add(Set<Maker> makers, RevCommit commit, Observer observer) {
        makers.add(maker(Maker.Role.AUTHOR, commit.getAuthorIdent(), observer));
        makers.add(maker(Maker.Role.COMMITTER, commit.getCommitterIdent(), observer));
        for (String line : commit.getFooterLines("Co-authored-by")) {
            Matcher person = CO_AUTHOR.matcher(line);
            makers.add(
                    person.matches()
                            ? new Maker(Maker.Role.CO_AUTHOR, person.group(1), person.group(2), observer)
                            : new Maker(Maker.Role.CO_AUTHOR, line.strip(), null, observer));
        }
    }

    private static Maker maker(Maker.Role role, PersonIdent person, Observer observer) {
        String email = person.getEmailAddress();
        return new Maker(role, person.getName(), email.isBlank() ? null : email, observer);
    }
}
