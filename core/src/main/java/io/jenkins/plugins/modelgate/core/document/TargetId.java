package io.jenkins.plugins.modelgate.core.document;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * The identity of a target.
 *
 * @param server the name that the configuration gives the MLflow server; never a URL, which may change
 * @param workspace MLflow's workspace; {@code default} where there are none
 * @param model the registered model
 * @param target such as {@code production}
 */
public record TargetId(String server, String workspace, String model, String target)
        implements Comparable<TargetId>, Serializable {
    /** By part: names may contain slashes, so that the text alone does not tell two targets apart. */
    private static final Comparator<TargetId> ORDER = Comparator.comparing(TargetId::server)
            .thenComparing(TargetId::workspace)
            .thenComparing(TargetId::model)
            .thenComparing(TargetId::target);

    public TargetId {
        for (String part : new String[] {server, workspace, model, target}) {
            Objects.requireNonNull(part, "part of a target's identity");
            if (part.isBlank()) {
                throw new IllegalArgumentException("A part of the target's identity is blank: ‘"
                        + Shown.text(String.join("/", server, workspace, model, target)) + "’");
            }
        }
    }

    /** Whether both are targets of one registered model. */
    public boolean sameModel(TargetId other) {
        return server.equals(other.server) && workspace.equals(other.workspace) && model.equals(other.model);
    }

    @Override
    public int compareTo(TargetId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return server + "/" + workspace + "/" + model + "/" + target;
    }
}
