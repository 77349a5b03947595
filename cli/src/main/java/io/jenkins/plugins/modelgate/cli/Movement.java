package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Reconciled;
import io.jenkins.plugins.modelgate.mlflow.steps.Targets.Moved;

/** How a transition is told. */
final class Movement {
    private Movement() {}

    /** The answer of a command that changes a target: decided is decided, but it says if MLflow could not follow. */
    static Outcome of(Moved moved, boolean dryRun) {
        Reconciled projection = moved.projection();
        boolean behind = !dryRun && (projection == null || !projection.left().isEmpty());
        return new Outcome(behind ? ExitCode.PROBLEM_FOUND : ExitCode.OK, moved, page -> print(page, moved, dryRun));
    }

    private static void print(Page page, Moved moved, boolean dryRun) {
        Transition transition = moved.transition();
        page.line(
                Page.cell(
                        transition.target().model() + " " + transition.target().target(), Style.BOLD),
                sentence(transition),
                state(moved, dryRun));
        moved.remarks().forEach(page::line);
        Outputs.facts(page)
                .row("transition", moved.digest())
                .row("ledger", moved.commit())
                .print();
        Outputs.reconciled(page, moved.projection());
    }

    private static Page.Cell state(Moved moved, boolean dryRun) {
        if (moved.already()) {
            return Page.cell("(already so)", Style.DIM);
        }
        return dryRun ? Page.cell("(dry run: nothing was changed)", Style.WARN) : Page.cell("done", Style.GOOD);
    }

    /** Such as {@code roll-back: 3 → 2}. */
    static String sentence(Transition transition) {
        String what = Outputs.words(transition.type());
        if (transition.type() == Transition.Type.QUARANTINE || transition.type() == Transition.Type.LIFT) {
            return what + " " + version(transition.quarantine());
        }
        return what + ": " + version(transition.from()) + " → " + version(transition.to());
    }

    private static String version(@CheckForNull Holder holder) {
        return holder == null ? "nobody" : holder.version();
    }
}
