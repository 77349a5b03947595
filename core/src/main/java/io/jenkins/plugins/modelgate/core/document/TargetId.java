package io.jenkins.plugins.modelgate.core.document;

import java.util.Objects;

/**
 * The identity of a target.
 *
 * @param server the name that the configuration gives the MLflow server; never a URL, which may change
 * @param workspace MLflow's workspace; {@code default} where there are none
 * @param model the registered model
 * @param target such as {@code production}
 */
public record TargetId(String server, String workspace, String model, String target) implements Comparable<TargetId> {
    public TargetId {
        for (String part : new String[] {server, workspace, model, target}) {
            Objects.requireNonNull(part, "part of a target's identity");
            if (part.isBlank()) {
                throw new IllegalArgumentException("A part of the target's identity is blank: server ‘" + server
                        + "’, workspace ‘" + workspace + "’, model ‘" + model + "’, target ‘" + target + "’");
            }
        }
    }

    @Override
    public int compareTo(TargetId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return server + "/" + workspace + "/" + model + "/" + target;
    }
}
