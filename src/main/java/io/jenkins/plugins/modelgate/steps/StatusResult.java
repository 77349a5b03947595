package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.TargetStatus;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code modelStatus} gives to the pipeline. */
public final class StatusResult implements Serializable {
    private static final long serialVersionUID = 1;

    @CheckForNull
    private final String head;

    private final ArrayList<Target> targets = new ArrayList<>();

    StatusResult(Status status) {
        head = status.head();
        status.targets().forEach(target -> targets.add(new Target(target)));
    }

    /** The ledger's commit; null if the ledger is empty. */
    @CheckForNull
    @Whitelisted
    public String getHead() {
        return head;
    }

    @Whitelisted
    public List<Target> getTargets() {
        return List.copyOf(targets);
    }

    /** Whether the registry shows anything that the ledger doesn't say. */
    @Whitelisted
    public boolean isDrifted() {
        return targets.stream().anyMatch(target -> !target.drift.isEmpty());
    }

    /** The version that holds a target; null if none does. */
    @CheckForNull
    @Whitelisted
    public String holder(String model, String target) {
        return targets.stream()
                .filter(known -> known.model.equals(model) && known.target.equals(target))
                .map(Target::getVersion)
                .findFirst()
                .orElse(null);
    }

    /** One target. */
    public static final class Target implements Serializable {
        private static final long serialVersionUID = 1;

        private final String model;
        private final String target;

        @CheckForNull
        private final String version;

        @CheckForNull
        private final String since;

        private final ArrayList<String> drift;

        private Target(TargetStatus status) {
            model = status.target().model();
            target = status.target().target();
            Holder holder = status.holder();
            version = holder == null ? null : holder.version();
            Instant changed = status.since();
            since = changed == null ? null : changed.toString();
            drift = new ArrayList<>(status.drift().stream().map(Drift::sentence).toList());
        }

        @Whitelisted
        public String getModel() {
            return model;
        }

        @Whitelisted
        public String getTarget() {
            return target;
        }

        @CheckForNull
        @Whitelisted
        public String getVersion() {
            return version;
        }

        /** Since when, in ISO 8601; null if it never had a holder. */
        @CheckForNull
        @Whitelisted
        public String getSince() {
            return since;
        }

        /** What differs, each in a sentence. */
        @Whitelisted
        public List<String> getDrift() {
            return List.copyOf(drift);
        }

        @Whitelisted
        @Override
        public String toString() {
            return model + " " + target + ": " + version;
        }
    }
}
