package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.List;
import java.util.Optional;

/**
 * What people were asked lately about a server's candidates.
 *
 * @param server the configured MLflow server's name
 * @param questions the newest first
 * @param problem why that is not known, or not known now, in a sentence with the remedy; null if it is known
 */
record Board(
        String server,
        List<Question> questions,
        @CheckForNull String problem) {
    Board {
        questions = List.copyOf(questions);
    }

    Board with(String newProblem) {
        return new Board(server, questions, newProblem);
    }

    Optional<Question> question(Sha256 verdicts) {
        return questions.stream()
                .filter(question -> question.standing().digest().equals(verdicts))
                .findFirst();
    }

    /** What is asked in the place of verdicts that were given before: those on the same candidate, for the same target. */
    Optional<Question> successor(Verdicts before) {
        return questions.stream()
                .filter(question -> question.verdicts().target().equals(before.target())
                        && question.verdicts().candidateKey().equals(before.candidateKey()))
                .findFirst();
    }
}
