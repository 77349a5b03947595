package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Proposal;
import io.jenkins.plugins.modelgate.core.ledger.Proposer;
import io.jenkins.plugins.modelgate.core.ledger.Receipt;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** How a transition comes about: the ledger decides, and MLflow follows. */
final class Decisions {
    private final Gatekeeper gatekeeper;

    Decisions(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /** The decision, then what follows it. */
    Targets.Moved decide(Proposer proposer, boolean dryRun, List<String> remarks) throws LedgerException {
        AtomicReference<Transition> last = new AtomicReference<>();
        Proposer noted = head -> {
            Proposal proposal = proposer.propose(head);
            last.set(proposal.transition());
            return proposal;
        };
        if (dryRun) {
            boolean already = gatekeeper.ledger().rehearse(noted);
            return new Targets.Moved(last.get(), Documents.digest(last.get()), null, already, null, remarks);
        }
        gatekeeper.checkpoint().at(Checkpoint.Boundary.BEFORE_DECISION);
        Receipt receipt = gatekeeper.ledger().append(noted);
        gatekeeper.checkpoint().at(Checkpoint.Boundary.DECIDED);
        return receipt.alreadySo()
                ? newest(gatekeeper.ledger().head(), last.get().target())
                : followed(last.get(), receipt.transition(), receipt.commit(), false, remarks);
    }

    /** Nothing was decided: what the ledger said of the target last. */
    Targets.Moved newest(LedgerHead head, TargetId target) throws LedgerException {
        return already(head, state(head, target).transition());
    }

    Targets.Moved already(LedgerHead head, Sha256 digest) throws LedgerException {
        Transition transition = head.find(digest, Transition.class).orElseThrow();
        return followed(transition, digest, head.commit().orElseThrow(), true, List.of());
    }

    /** MLflow follows; if it cannot now, or is for somebody else to bring there, the decision stands all the same. */
    private Targets.Moved followed(
            Transition transition, Sha256 digest, String commit, boolean already, List<String> remarks) {
        List<String> all = new ArrayList<>(remarks);
        Reconciler.Reconciled projection = null;
        if (!gatekeeper.owner()) {
            all.add("It is decided, but MLflow shows it only when the server's owner reconciles it: run"
                    + " `model-gate reconcile` there.");
            return new Targets.Moved(transition, digest, commit, already, null, all);
        }
        try {
            projection =
                    new Reconciler(gatekeeper).reconcile(transition.target().model(), false);
        } catch (MlflowException | StepException | LedgerException e) {
            all.add("It is decided, but MLflow does not show it yet (" + e.getMessage()
                    + "): run `model-gate reconcile`.");
        }
        return new Targets.Moved(transition, digest, commit, already, projection, all);
    }

    static ModelFiles filesOf(LedgerHead head, TargetState state) throws LedgerException {
        return head.find(state.installed(), Transition.class).orElseThrow().model();
    }

    static TargetState state(LedgerHead head, TargetId target) {
        return head.state(target)
                .orElseThrow(() -> new StepException(
                        StepException.Kind.NOT_FOUND, "Nothing ever held ‘" + target + "’ by the ledger"));
    }

    @CheckForNull
    static Holder holder(LedgerHead head, TargetId target) {
        return head.state(target).map(TargetState::holder).orElse(null);
    }

    @CheckForNull
    static Sha256 previous(LedgerHead head, TargetId target) {
        return head.state(target).map(TargetState::transition).orElse(null);
    }
}
