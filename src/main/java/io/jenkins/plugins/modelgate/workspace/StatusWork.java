package io.jenkins.plugins.modelgate.workspace;

import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBack;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.dvc.program.Said;
import io.jenkins.plugins.modelgate.dvc.program.StaleStage;
import java.io.Serializable;
import java.util.List;

/** Asks DVC what is out of date, and Git whether it is at a commit that was made by committing back. */
public record StatusWork() implements DvcWork {
    @Override
    public Plan plan(DvcRepository repository) {
        return new Plan(new DvcOperation.Status().calls(repository), List.of());
    }

    @Override
    public Serializable conclude(DvcRepository repository, List<String> known, List<Said> said) {
        return new Found(new DvcOperation.Status().conclude(repository, said), CommitBack.isAtOwnCommit(repository));
    }

    /**
     * What was found.
     *
     * @param ownCommit whether the commit that is checked out was made by committing back
     */
    public record Found(List<StaleStage> stages, boolean ownCommit) implements Serializable {}
}
