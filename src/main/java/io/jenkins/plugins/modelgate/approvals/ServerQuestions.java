package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import jakarta.servlet.http.HttpServletResponse;
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
            throw none(verdicts, board).answer();
        }
        if (question.isVisible()) {
            return new QuestionPage(question, Me.now().orElse(null));
        }
        if (question.isDiscoverable()) {
            if (Problem.isForProgram()) {
                throw new Problem(
                        HttpServletResponse.SC_FORBIDDEN, Messages.ServerQuestions_logIn(), Messages.Problem_denied());
            }
            throw new AccessDeniedException(Messages.ServerQuestions_logIn());
        }
        return null;
    }

    private NoQuestion none(Sha256 verdicts, Board board) {
        boolean trusted = Jenkins.get().hasPermission(Permissions.VIEW);
        // Nobody makes it read the ledger without a name.
        Question now = Me.isSomebody()
                ? boards.successor(server, verdicts, ApprovalsPage.PATIENCE)
                        .filter(Question::isVisible)
                        .orElse(null)
                : null;
        return new NoQuestion(
                now, ApprovalsPage.problem(board, trusted).findFirst().orElse(null));
    }
}
