package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;
import java.util.Objects;

/**
 * Somebody who had a part in a candidate, and may therefore not approve it.
 *
 * @param role which part
 * @param name as Git, the CI or MLflow has it: a name of a commit is a claim
 * @param email null where none is known
 * @param observer who vouches for it
 */
public record Maker(Role role, String name, @CheckForNull String email, Observer observer) implements Serializable {
    public Maker {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(observer, "observer");
    }

    /**
     * Whether this is somebody, as far as ids, names and addresses tell. Rather somebody too many: two people of one name are
     * taken for one.
     */
    public boolean is(Actor somebody, Person person) {
        return Person.same(name, somebody.name())
                || Person.same(name, person.displayName())
                || person.hasEmail(email)
                || person.hasEmail(name);
    }

    /** Whether another says the same, whoever vouches for it. */
    public boolean saysTheSameAs(Maker other) {
        return role == other.role && name.equals(other.name) && Objects.equals(email, other.email);
    }

    /** A part that one can have in a candidate. */
    public enum Role {
        /** Started the build. */
        @JsonProperty("starter")
        STARTER,
        /** Replayed a build, with a script of their own perhaps. */
        @JsonProperty("replayer")
        REPLAYER,
        /** Ran a build again, or from one of its stages on. */
        @JsonProperty("rebuilder")
        REBUILDER,
        /** Wrote a commit since the champion’s, within the model’s paths. */
        @JsonProperty("author")
        AUTHOR,
        /** Committed, rebased or picked such a commit. */
        @JsonProperty("committer")
        COMMITTER,
        /** Is named by such a commit as one of its authors. */
        @JsonProperty("co-author")
        CO_AUTHOR,
        /** Ran the training, as MLflow has it. */
        @JsonProperty("run-user")
        RUN_USER
    }
}
