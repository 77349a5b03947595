package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who let versions in, as the ledger’s transitions cite it. */
final class Approved {
    private Approved() {}

    /** What a transition cites. */
    static List<Approval> of(LedgerHead head, Transition transition) throws LedgerException {
        List<Approval> approvals = new ArrayList<>();
        for (Sha256 digest : transition.approvals()) {
            head.find(digest, Approval.class).ifPresent(approvals::add);
        }
        return approvals;
    }

    /** What the transition cites that gave a target to its holder. */
    static List<Approval> of(LedgerHead head, TargetState state) throws LedgerException {
        Optional<Transition> transition = head.find(state.transition(), Transition.class);
        while (transition.isPresent() && !moves(transition.get())) {
            Sha256 previous = transition.get().previous();
            transition = previous == null ? Optional.empty() : head.find(previous, Transition.class);
        }
        return transition.isPresent() ? of(head, transition.get()) : List.of();
    }

    /** Whether it gives the target to somebody. */
    static boolean moves(Transition transition) {
        return switch (transition.type()) {
            case PROMOTE, ROLL_BACK, RETIRE, ADOPT -> true;
            case QUARANTINE, LIFT -> false;
        };
    }

    /** Whether somebody let it through alone. */
    static boolean brokeGlass(List<Approval> approvals) {
        return approvals.stream().anyMatch(approval -> approval.decision() == Approval.Decision.BREAK_GLASS);
    }

    /** Such as {@code bea (leads), ben (risk)}, or {@code BREAK-GLASS by bea (leads): the site is down}. */
    static String words(List<Approval> approvals) {
        return approvals.stream()
                .map(approval -> approval.decision() == Approval.Decision.BREAK_GLASS
                        ? "BREAK-GLASS by " + name(approval) + ": " + approval.comment()
                        : name(approval))
                .collect(Collectors.joining(", "));
    }

    private static String name(Approval approval) {
        return approval.by().name() + " (" + approval.group() + ")";
    }

    static Page.Cell cell(List<Approval> approvals) {
        return Page.cell(words(approvals), brokeGlass(approvals) ? Page.Style.BAD : Page.Style.PLAIN);
    }
}
