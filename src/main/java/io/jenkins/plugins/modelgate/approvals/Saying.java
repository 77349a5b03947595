package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Word;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.security.access.AccessDeniedException;

/** Does what somebody clicked on. All is read anew: what the page shows may be old. */
final class Saying {
    private static final Logger LOG = Logger.getLogger(Saying.class.getName());

    /** More than anybody writes by hand; the ledger keeps it for ever. */
    private static final int MOST_LETTERS = 10_000;

    private Saying() {}

    /** The caller has the permission. */
    static Answer say(
            QuestionPage page,
            Decision decision,
            @CheckForNull String shown,
            @CheckForNull String group,
            @CheckForNull String comment) {
        String words = Util.fixNull(comment).strip();
        Sha256 digest = digest(page, shown);
        if (digest == null) {
            return noDigest(page);
        }
        if (words.length() > MOST_LETTERS) {
            return tooLong(page);
        }
        if (words.isEmpty() && decision == Decision.BREAK_GLASS) {
            return Answer.wrong(page, Messages.Saying_noReason(), Messages.Saying_sendReason());
        }
        Question question = page.question();
        Word word = new Word(digest, decision, Util.fixEmptyAndTrim(group), words);
        Me me = me();
        try {
            say(question, word, me);
        } catch (RefusedException e) {
            return Answer.refused(page, e.getMessage());
        } catch (IOException | LedgerException e) {
            LOG.log(Level.FINE, e, e::getMessage);
            return Answer.failed(page, e.getMessage());
        }
        ApprovalsPage.get().boards().forget(question.server());
        ApprovalListener.fire(question.verdicts().target(), digest);
        return Answer.done(page);
    }

    private static void say(Question question, Word word, Me me) throws IOException, LedgerException {
        try (ServerSession session = ServerSession.open(server(question), null, me.actor(question))) {
            Approvals approvals = new Approvals(session.gatekeeper());
            Standing standing = approvals.all().stream()
                    .filter(one -> one.digest().equals(question.standing().digest()))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(Messages.Saying_askedAnew()));
            Approval draft = approvals.draft(standing, word, me.person());
            if (standing.rules().personal()) {
                throw new RefusedException(Messages.Saying_personal());
            }
            approvals.say(standing, session.gatekeeper().ledger().approvals().seal(draft));
        }
    }

    /** The caller has the permission. */
    static Answer promote(QuestionPage page, @CheckForNull String shown, String reason) {
        Question question = page.question();
        Standing standing = question.standing();
        if (digest(page, shown) == null) {
            return noDigest(page);
        }
        if (reason.length() > MOST_LETTERS) {
            return tooLong(page);
        }
        if (standing.closed() != null || standing.tally().state() != Tally.State.MET) {
            return Answer.refused(page, page.getSentence());
        }
        Me me = me();
        ApprovalsPage home = ApprovalsPage.get();
        try {
            return home.promotions()
                    .promote(
                            server(question),
                            question,
                            me,
                            reason.strip(),
                            () -> home.boards().forget(question.server()),
                            ApprovalsPage.PATIENCE)
                    .map(outcome ->
                            outcome.refusal() == null ? Answer.done(page) : Answer.refused(page, outcome.refusal()))
                    .orElseGet(() -> Answer.underWay(page));
        } catch (AbortException e) {
            return Answer.failed(page, e.getMessage());
        }
    }

    private static Answer noDigest(QuestionPage page) {
        return Answer.wrong(page, Messages.Saying_noDigest(), Messages.Saying_sendDigest());
    }

    private static Answer tooLong(QuestionPage page) {
        return Answer.wrong(page, Messages.Saying_tooLong(MOST_LETTERS), Messages.Saying_beShort());
    }

    private static MlflowServer server(Question question) throws AbortException {
        return ApprovalsPage.server(question.server())
                .orElseThrow(() -> new AbortException(Messages.Saying_noServer(question.server())));
    }

    /** What was shown; null if the caller does not say, or was shown something else. */
    @CheckForNull
    private static Sha256 digest(QuestionPage page, @CheckForNull String shown) {
        Sha256 digest = page.question().standing().digest();
        return digest.hex().equals(Util.fixEmptyAndTrim(shown)) ? digest : null;
    }

    private static Me me() {
        return Me.now().orElseThrow(() -> new AccessDeniedException(Messages.ServerQuestions_logIn()));
    }
}
