package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a check of the ledger found.
 *
 * @param head the commit up to which it was checked; null if the ledger is empty
 * @param transitions how many commits were replayed
 * @param unsigned how many of them no trusted key signed. With a trust root each of them is a problem too
 * @param anchors how many anchors it was held against
 * @param problems in the order of history, those of the records last; empty if all is well
 */
public record AuditReport(
        @CheckForNull String head, int transitions, int unsigned, int anchors, List<Problem> problems) {
    public AuditReport {
        problems = List.copyOf(problems);
    }

    /** Held against no anchors. */
    public AuditReport(@CheckForNull String head, int transitions, int unsigned, List<Problem> problems) {
        this(head, transitions, unsigned, 0, problems);
    }

    /** The same with problems of another branch. */
    AuditReport with(List<Problem> more) {
        return with(0, more);
    }

    /** The same, held against more anchors. */
    AuditReport with(int moreAnchors, List<Problem> more) {
        return new AuditReport(
                head,
                transitions,
                unsigned,
                anchors + moreAnchors,
                Stream.concat(problems.stream(), more.stream()).toList());
    }

    public boolean ok() {
        return problems.isEmpty();
    }

    /**
     * One thing that is wrong.
     *
     * @param commit where it is wrong first, 40 hex digits
     * @param path the file in that commit; null if it is about the commit as such
     * @param what a sentence
     * @param remedy what to do
     */
    public record Problem(String commit, @CheckForNull String path, String what, String remedy) {
        public Problem {
            Objects.requireNonNull(commit, "commit");
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(remedy, "remedy");
        }

        /** One line. */
        @Override
        public String toString() {
            return "Commit " + commit.substring(0, Math.min(12, commit.length()))
                    + (path == null ? "" : ", ‘" + path + "’") + ": " + what + " " + remedy;
        }
    }
}
