package io.jenkins.plugins.modelgate.core.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * Where one target is written to, so that others deploy what holds it.
 *
 * @param name names it for people
 * @param url the repository, without a password
 * @param branch the branch from which others deploy
 * @param proposal a branch of our own for people to merge, in the place of a push to {@code branch}; null for none
 * @param target whose holder is written
 * @param files by template, the file that it makes; both in the repository, with {@code /} separators
 */
public record Deployment(
        String name,
        String url,
        String branch,
        @CheckForNull String proposal,
        TargetId target,
        SortedMap<String, String> files) {
    /** Checks that it makes sense. */
    public Deployment {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        if (files.isEmpty()) {
            throw new IllegalArgumentException("the deployment ‘" + Shown.text(name) + "’ names no files");
        }
        checkBranch(branch);
        if (proposal != null) {
            checkBranch(proposal);
            if (proposal.equals(branch)) {
                throw new IllegalArgumentException("the branch to merge must be another than ‘" + branch + "’");
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            checkPath(file.getKey());
            checkPath(file.getValue());
            if (files.containsKey(file.getValue())) {
                throw new IllegalArgumentException("‘" + file.getValue() + "’ is a template and a result at once");
            }
        }
        if (new HashSet<>(files.values()).size() < files.size()) {
            throw new IllegalArgumentException(
                    "two templates of the deployment ‘" + Shown.text(name) + "’ make one file");
        }
        try {
            if (new URIish(url).getPass() != null) {
                throw new IllegalArgumentException(
                        "the address of the deployment ‘" + Shown.text(name) + "’ has a password in it");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the address of the deployment ‘" + Shown.text(name) + "’ is none of a Git repository", e);
        }
    }

    private static void checkBranch(String branch) {
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw new IllegalArgumentException("‘" + Shown.text(branch) + "’ is no name of a branch");
        }
    }

    private static void checkPath(String path) {
        try {
            ObjectChecker checker = new ObjectChecker().setSafeForWindows(true).setSafeForMacOS(true);
            checker.checkPath(path);
        } catch (CorruptObjectException e) {
            throw new IllegalArgumentException("‘" + Shown.text(path) + "’ is no path of a file in a repository", e);
        }
    }
}
