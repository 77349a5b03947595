package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/** The questions about one server's candidates. */
public final class ServerQuestions {
    private final Boards boards;
    private final MlflowServer server;

    ServerQuestions(Boards boards, MlflowServer server) {
        this.boards = boards;
        this.server = server;
    }

    /** One question by the digest of its verdicts; null if that is none, or the reader may not see it. */
    @CheckForNull
    public Object getDynamic(String digest) {
        Sha256 verdicts;
        try {
            verdicts = new Sha256(digest);
        } catch (IllegalArgumentException e) {
            return null;
        }
        Board board = boards.of(server, ApprovalsPage.PATIENCE);
        Question question = board.question(verdicts).orElse(null);
        if (question == null) {
            boolean trusted = Jenkins.get().hasPermission(Permissions.VIEW);
            return new NoQuestion(
                    ApprovalsPage.problem(board, trusted).findFirst().orElse(null));
        }
        if (question.isVisible()) {
            return new QuestionPage(question, Me.now().orElse(null));
        }
        if (question.isDiscoverable()) {
            throw new AccessDeniedException(Messages.ServerQuestions_logIn());
        }
        return null;
    }
}
