package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.model.TransientActionFactory;

/** What people are asked about a build's candidates: on the build's page, and on that of its evidence. */
public final class BuildApprovals extends InvisibleAction {
    /** A build's page is not for this; who wants to know waits on the page of approvals. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ModelEvidenceAction evidence;

    private BuildApprovals(ModelEvidenceAction evidence) {
        this.evidence = evidence;
    }

    /** All that the reader may see. */
    public List<QuestionPage> getQuestions() {
        return evidence.getCandidates().stream()
                .flatMap(candidate -> questions(candidate).stream())
                .toList();
    }

    /** Those about one candidate. */
    public List<QuestionPage> questions(CandidateRecord candidate) {
        if (candidate.getVerdicts().isEmpty()) {
            return List.of();
        }
        Me me = Me.now().orElse(null);
        return ApprovalsPage.server(candidate.getServer()).stream()
                .flatMap(server -> ApprovalsPage.get().boards().of(server, PATIENCE).questions().stream())
                .filter(question -> isAbout(question, candidate))
                .filter(Question::isVisible)
                .map(question -> new QuestionPage(question, me))
                .toList();
    }

    /** The gates may have answered again since, about the same candidate. */
    private static boolean isAbout(Question question, CandidateRecord candidate) {
        return question.verdicts().target().model().equals(candidate.getModel())
                && Objects.equals(question.verdicts().candidateKey().hex(), candidate.getCandidateKey());
    }

    /** Gives it to each build that recorded something. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return BuildApprovals.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Run run) {
            return Stream.ofNullable(((Run<?, ?>) run).getAction(ModelEvidenceAction.class))
                    .map(BuildApprovals::new)
                    .toList();
        }
    }
}
