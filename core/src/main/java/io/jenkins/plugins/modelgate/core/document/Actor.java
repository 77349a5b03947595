package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;

/**
 * Who acts: a pipeline step acts as its job, never as a person.
 *
 * @param kind see {@link Kind}
 * @param name the person's id or the job's full name
 * @param url the build or page; null if there is none
 * @param observer who vouches for the name
 */
public record Actor(Kind kind, String name, @CheckForNull String url, Observer observer) {
    public enum Kind {
        @JsonProperty("person")
        PERSON,
        @JsonProperty("job")
        JOB
    }

    public Actor {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(observer, "observer");
    }
}
