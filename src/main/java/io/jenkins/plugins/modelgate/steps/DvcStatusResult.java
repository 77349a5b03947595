package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.dvc.program.StaleStage;
import io.jenkins.plugins.modelgate.workspace.StatusWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dvcStatus} gives to the pipeline. */
public final class DvcStatusResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<Stage> stages = new ArrayList<>();
    private final boolean ownCommit;

    DvcStatusResult(StatusWork.Found found) {
        found.stages().forEach(stage -> stages.add(new Stage(stage)));
        ownCommit = found.ownCommit();
    }

    /** Whether nothing is out of date. */
    @Whitelisted
    public boolean isUpToDate() {
        return stages.isEmpty();
    }

    /** The stages and {@code .dvc} files that are out of date. */
    @Whitelisted
    public List<Stage> getStages() {
        return List.copyOf(stages);
    }

    /** Whether {@code dvcCommit} made the commit that is checked out. */
    @Whitelisted
    public boolean isOwnCommit() {
        return ownCommit;
    }

    @Whitelisted
    @Override
    public String toString() {
        return stages.toString();
    }

    /** A stage or {@code .dvc} file that is out of date. */
    public static final class Stage implements Serializable {
        private static final long serialVersionUID = 1;

        private final String name;
        private final ArrayList<String> reasons;

        private Stage(StaleStage stage) {
            name = stage.name();
            reasons = new ArrayList<>(stage.reasons());
        }

        @Whitelisted
        public String getName() {
            return name;
        }

        /** In DVC's words, such as {@code changed deps: params.yaml: lr: modified}. */
        @Whitelisted
        public List<String> getReasons() {
            return List.copyOf(reasons);
        }

        @Whitelisted
        @Override
        public String toString() {
            return name + " " + reasons;
        }
    }
}
