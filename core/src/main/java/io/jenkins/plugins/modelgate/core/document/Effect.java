package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What becomes of all verdicts together when one gate does not pass. */
public enum Effect {
    /** They do not pass either. */
    @JsonProperty("block")
    BLOCK,
    /** They end INCONCLUSIVE: a person decides. */
    @JsonProperty("person")
    PERSON,
    /** Nothing: it is shown. */
    @JsonProperty("warn")
    WARN;

    /** As policies and documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
